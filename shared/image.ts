import { z } from "zod";
import type { ScriptType } from "./words.ts";

/**
 * The program's own images: three named by what scripts in them are written in, and the relay, through which scripts
 * in containers reach the program.
 */
export const imageKinds = ["bash", "python", "node", "relay"] as const;
export type ImageKind = (typeof imageKinds)[number];

export const kindOfType: Readonly<Record<ScriptType, ImageKind>> = { BASH: "bash", PYTHON: "python", NODEJS: "node" };

/**
 * What an image is made from: a public image where a registry can be reached, or the Debian packages of this computer's
 * own sources. `auto` takes the first that works.
 */
export const imageSources = ["registry", "packages"] as const;
export type ImageSource = (typeof imageSources)[number];
export const imageSourceChoices = ["auto", ...imageSources] as const;
export type ImageSourceChoice = (typeof imageSourceChoices)[number];

/** `present` is what this version of the program runs in, `outdated` what an earlier one did. */
export type ImageState = "present" | "missing" | "outdated";

/** One of the program's images, or the place of one that is not there. */
export interface ImageView {
  readonly name: string;
  readonly kind: ImageKind;
  readonly version: string;
  readonly state: ImageState;
  readonly source?: ImageSource | undefined;
  readonly sizeBytes?: number | undefined;
  /** Epoch milliseconds. */
  readonly createdAt?: number | undefined;
  /** Names of events that run in it: by their language, or because they name it. */
  readonly usedBy: readonly string[];
}

/** An image that an event names and that is not the program's own. */
export interface CustomImageView {
  readonly name: string;
  readonly isHere: boolean;
  readonly sizeBytes?: number | undefined;
  readonly createdAt?: number | undefined;
  readonly usedBy: readonly string[];
}

export interface ImageList {
  readonly own: readonly ImageView[];
  readonly custom: readonly CustomImageView[];
}

type ImageWorkStatus = "waiting" | "working" | "done" | "failed" | "cancelled";

/** A build or a pull, while it is under way and for as long as the program runs. */
export interface ImageWork {
  readonly id: string;
  readonly what: "build" | "pull";
  /** The image it makes. */
  readonly image: string;
  readonly status: ImageWorkStatus;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  /** The latest line of its log. */
  readonly latest?: string | undefined;
  readonly problem?: { readonly message: string; readonly remedy: string } | undefined;
}

/** Lines of a work's log from one number on, and how it stands. */
export interface ImageWorkNews {
  readonly lines: readonly string[];
  /** Number of the line after these. */
  readonly next: number;
  readonly work: ImageWork;
}

export const imageBuildInput = z.strictObject({
  kinds: z.array(z.enum(imageKinds)).min(1).max(imageKinds.length),
  from: z.enum(imageSourceChoices).default("auto"),
  /** Builds what is there already, too. */
  again: z.boolean().default(false),
});

/** A name as Docker takes it: no blanks, no beginning that could be read as a flag. */
export const imageName = z
  .string()
  .trim()
  .min(1)
  .max(1_000)
  .regex(/^[a-z0-9][\w./:@-]*$/, "is no name of an image, such as python:3.12-slim or registry.example.com/tools:1");
