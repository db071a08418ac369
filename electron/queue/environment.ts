import type { RunPlace } from "../../shared/words.ts";
import { formerValues } from "../secrets/former-values.ts";
import type { Vault } from "../secrets/vault.ts";
import type { JobWork } from "./job-definition.ts";

export type ResolvedEnvironment =
  | { readonly ok: true; readonly values: Readonly<Record<string, string>>; readonly secrets: readonly string[] }
  | { readonly ok: false; readonly missing: string };

/**
 * The longest input that also stands in the environment, bytes: Linux takes no variable over 128 KiB, and all of them
 * share room with the arguments. A longer one is had from the runtime API.
 */
export const longestInputBytes = 100 * 1024;

const modes: Readonly<Record<RunPlace, string>> = { container: "container", servers: "ssh", "this-computer": "local" };

/**
 * The environment of a script: the event's own variables with secrets resolved, and what tells it who it is. A run that
 * is taken up may have begun with former values of its secrets: these are to be masked, too.
 */
export async function resolveEnvironment(
  vault: Vault,
  definition: JobWork,
  identity: {
    readonly jobId: string;
    readonly executionId: string;
    readonly place: RunPlace;
    /** It began before this process took it up. */
    readonly isTakenUp: boolean;
  },
): Promise<ResolvedEnvironment> {
  const { input } = definition;
  const values: Record<string, string> = {};
  const secrets: string[] = [];
  for (const entry of definition.environment) {
    if ("value" in entry) {
      values[entry.key] = entry.value;
      continue;
    }
    const secret = await vault.get(entry.secretReference);
    if (secret === undefined) return { ok: false, missing: entry.key };
    values[entry.key] = secret;
    secrets.push(secret);
    if (identity.isTakenUp) secrets.push(...(await formerValues(vault, entry.secretReference)));
  }
  return {
    ok: true,
    secrets,
    values: {
      // Without it Python keeps its output back until it has 8 KB of it, and a live log is not live.
      ...(definition.type === "PYTHON" ? { PYTHONUNBUFFERED: "1" } : {}),
      ...values,
      CRONIUM_JOB_ID: identity.jobId,
      CRONIUM_JOB_TYPE: definition.type,
      CRONIUM_EXECUTION_ID: identity.executionId,
      CRONIUM_EVENT_ID: String(definition.facts.eventId),
      CRONIUM_EXECUTION_MODE: modes[identity.place],
      ...(input !== null && Buffer.byteLength(input) <= longestInputBytes ? { CRONIUM_INPUT: input } : {}),
    },
  };
}
