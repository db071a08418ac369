import { Buffer } from "node:buffer";
import type { ScriptType } from "../../../shared/words.ts";
import type { ExecutionRequest } from "../executor.ts";
import { quote } from "./shell-text.ts";

export const interpreters = { BASH: "bash", PYTHON: "python3", NODEJS: "node" } as const satisfies Record<
  ScriptType,
  string
>;

/** What travels to the place of a run on stdin: the environment as lines of shell text, then the script. */
export interface Payload {
  readonly bytes: Buffer;
  readonly environmentLines: number;
  readonly scriptBytes: number;
}

/**
 * Builds the payload. Python is told not to hold its output back, since nobody could watch it otherwise; an event's
 * own variable of that name comes later and wins.
 */
export function buildPayload(request: Pick<ExecutionRequest, "type" | "script" | "environment">): Payload {
  const assignments = Object.entries({
    ...(request.type === "PYTHON" ? { PYTHONUNBUFFERED: "1" } : {}),
    ...request.environment,
  });
  // `command` keeps a shell from giving up over a name it reserves for itself, such as UID.
  const environment = assignments.map(([name, value]) => `command export ${name}=${quote(value)}\n`).join("");
  const script = Buffer.from(request.script);
  return {
    bytes: Buffer.concat([Buffer.from(environment), script]),
    environmentLines: environment.split("\n").length - 1,
    scriptBytes: script.length,
  };
}

/** Says what of a request no process could be given, or undefined when all is well. Names only, never values. */
export function payloadProblem(request: Pick<ExecutionRequest, "executionId" | "environment">): string | undefined {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,150}$/.test(request.executionId)) return "the execution's id is malformed";
  for (const [name, value] of Object.entries(request.environment)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return `${JSON.stringify(name)} is no name for a variable`;
    if (value.includes("\0")) return `the variable ${name} holds a NUL character, which no environment can carry`;
  }
  return undefined;
}
