import { readFile } from "node:fs/promises";
import { CroniumError } from "../../shared/errors.ts";
import { certificateText } from "../../shared/server.ts";

/** Reads a private key from its file. `place` says where the file is named, for errors. */
export async function readPrivateKey(path: string, place: string): Promise<string> {
  return checkPrivateKey(await readNamed(path, place, "private key"), place, path);
}

/** @throws CroniumError `invalid_input` unless what was read from `path` looks like a private key */
export function checkPrivateKey(text: string, place: string, path: string): string {
  if (text.includes("PRIVATE KEY")) return text;
  throw new CroniumError("invalid_input", `${place}: ${path} is not a private key`, {
    remedy: "Name the private half of the key pair, not the one that ends in .pub.",
  });
}

/** Reads a user certificate from its file. `place` says where the file is named, for errors. */
export async function readCertificate(path: string, place: string): Promise<string> {
  const parsed = certificateText.safeParse(await readNamed(path, place, "certificate"));
  if (parsed.success) return parsed.data;
  throw new CroniumError("invalid_input", `${place}: ${path} is no certificate of OpenSSH`, {
    remedy: "Name the file that ends in -cert.pub.",
  });
}

async function readNamed(path: string, place: string, what: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new CroniumError("not_found", `${place}: the ${what} ${path} cannot be read: ${reasonOf(error)}`, {
      remedy: `Put it there or correct the path; it is taken relative to ${isFlag(place) ? "the folder you are in" : "the file that names it"}.`,
      cause: error,
    });
  }
}

/** Reads a secret from the environment. `place` says where its variable is named, for errors. */
export function readSecret(environment: NodeJS.ProcessEnv, name: string, place: string): string {
  const value = environment[name];
  if (value !== undefined && value !== "") return value;
  throw new CroniumError("invalid_input", `${place}: the environment variable ${name} is not set`, {
    remedy: `Set it to the secret and ${isFlag(place) ? "try" : "apply"} again; nothing was changed.`,
  });
}

/** Whether a flag of the command line names it, no file. */
function isFlag(place: string): boolean {
  return place.startsWith("--");
}

/** Why a file could not be read, in words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const words: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file",
    EACCES: "you may not read it",
    EISDIR: "it is a folder",
  };
  return words[code] ?? (error instanceof Error ? error.message : String(error));
}
