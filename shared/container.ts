import { z } from "zod";

const megabyte = 1024 * 1024;

/** Which system calls a container may make: those Docker allows by default, or only what scripts need. */
const seccompProfiles = ["default", "strict"] as const;

/** What one container may use; each left out is as `usualContainer` has it. Sizes are bytes. */
export const containerSettings = z.strictObject({
  /** Cores, such as 0.5. */
  processors: z.number().min(0.05).max(256).optional(),
  memoryBytes: z
    .int()
    .min(16 * megabyte, "a container needs at least 16 MiB of memory")
    .max(2 ** 43)
    .optional(),
  /** Swap beside the memory. */
  swapBytes: z
    .int()
    .min(0)
    .max(2 ** 43)
    .optional(),
  processes: z.int().min(8).max(100_000).optional(),
  openFiles: z.int().min(64).max(1_048_576).optional(),
  /** Room of the work area. */
  workspaceBytes: z
    .int()
    .min(megabyte)
    .max(2 ** 40)
    .optional(),
  /** Room of /tmp. */
  temporaryBytes: z
    .int()
    .min(megabyte)
    .max(2 ** 40)
    .optional(),
  /** How much of what it leaves in /workspace/out is kept; 0 keeps nothing. */
  artifactBytes: z
    .int()
    .min(0)
    .max(2 ** 36)
    .optional(),
  seccomp: z.enum(seccompProfiles).optional(),
});
export type ContainerSettings = z.output<typeof containerSettings>;

/** What a container may use unless its event says otherwise. */
export const usualContainer = {
  processors: 1,
  memoryBytes: 512 * megabyte,
  swapBytes: 0,
  processes: 256,
  openFiles: 4_096,
  workspaceBytes: 256 * megabyte,
  temporaryBytes: 64 * megabyte,
  artifactBytes: 100 * megabyte,
  seccomp: "default",
} as const satisfies Required<ContainerSettings>;

/** The most files of an event, and the most bytes of all of them. */
export const mostFiles = 100;
export const mostFileBytes = 10_000_000;

/** How many bytes base64 text stands for. */
export function bytesOfBase64(text: string): number {
  return Math.floor((text.replace(/=+$/, "").length * 3) / 4);
}

/** What a container may use, the usual where its event says nothing. */
export function containerBounds(settings: ContainerSettings = {}): Required<ContainerBounds> {
  const said = Object.entries(settings).filter(([, value]) => value !== undefined);
  return { ...usualContainer, ...Object.fromEntries(said) };
}

type ContainerBounds = { readonly [Key in keyof ContainerSettings]: NonNullable<ContainerSettings[Key]> };

/** Files laid beside a script: their path below the work area, with `/`, and their bytes as base64. */
export const inputFile = z.strictObject({
  path: z
    .string()
    .min(1, "a file has a name")
    .max(255, "a file's path has at most 255 characters")
    .regex(
      /^(?!.*(^|\/)\.{0,2}(\/|$))[A-Za-z0-9._ /-]+$/,
      "letters, digits, dots, dashes and / only, below the work area",
    ),
  data: z.base64().max(14_000_000, "the files of an event have at most 10 MB"),
});
export type InputFile = z.output<typeof inputFile>;
