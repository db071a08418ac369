import type { DocumentPart, FieldChange } from "../../shared/definition.ts";
import type { ServerFields } from "../../shared/server.ts";
import type { ServerOptions } from "../../shared/server-options.ts";
import { optionsDocument } from "../definitions/options-document.ts";
import type { ServerLine } from "./answers.ts";

/** What differs between a server and how it is to be, by path as in a definition file. Secrets are never shown. */
export function serverChanges(
  before: ServerLine,
  wanted: ServerFields,
  hasNewCredential: boolean,
): readonly FieldChange[] {
  const known = before.pinned?.fingerprint ?? before.expectedFingerprint;
  const hostKey = wanted.hostKey?.replace(/=$/, "") ?? known;
  const pairs: readonly (readonly [path: string, from: unknown, to: unknown])[] = [
    ["name", before.name, wanted.name],
    ["address", before.address, wanted.address],
    ["port", before.port, wanted.port],
    ["username", before.username, wanted.username],
    ["hostKey", known, hostKey],
    ["groups", before.groups, wanted.groups],
    ["tags", before.tags, wanted.tags],
    ["concurrency", before.concurrency ?? undefined, wanted.concurrency ?? undefined],
  ];
  const changes = [...differing(pairs), ...optionChanges(before.options, wanted.options)];
  if (!hasNewCredential) return changes;
  const to = wanted.authentication.kind;
  return [...changes, { path: "auth", from: before.authenticationKind, to: to === "agent" ? to : `${to}, a new one` }];
}

/** What differs between the options of a server or group, and those it is to have. */
export function optionChanges(before: ServerOptions, wanted: ServerOptions): readonly FieldChange[] {
  const [from, to]: readonly DocumentPart[] = [before, wanted].map((options) => optionsDocument(options));
  const names = [...new Set([...Object.keys(from ?? {}), ...Object.keys(to ?? {})])];
  return differing(names.map((name) => [`options.${name}`, optionOf(from?.[name]), optionOf(to?.[name])]));
}

function optionOf(value: unknown): unknown {
  return value === null ? "straight" : value;
}

function differing(pairs: readonly (readonly [path: string, from: unknown, to: unknown])[]): readonly FieldChange[] {
  return pairs
    .map(([path, from, to]) => ({ path, from: textOf(from), to: textOf(to) }))
    .filter(({ from, to }) => from !== to);
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  return value === undefined ? "not set" : String(value);
}
