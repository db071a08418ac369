import { DeadlineError } from "../../base/deadline.ts";

/** The engine answered and said no. `words` are its own. */
export class EngineRefusal extends Error {
  readonly statusCode: number;
  readonly words: string;

  constructor(statusCode: number, words: string) {
    super(words);
    this.name = "EngineRefusal";
    this.statusCode = statusCode;
    this.words = words;
  }
}

/** The engine could not be asked, or did not answer: whether a request had its effect is then open. */
export class EngineUnreachable extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = "EngineUnreachable";
  }
}

/** Sorts what a call to the engine threw. `endpoint` is the socket or address that was used. */
export function toEngineError(error: unknown, endpoint: string): EngineRefusal | EngineUnreachable {
  if (error instanceof EngineRefusal || error instanceof EngineUnreachable) return error;
  const statusCode = property(error, "statusCode");
  if (typeof statusCode === "number") return new EngineRefusal(statusCode, refusalWords(error));
  return new EngineUnreachable(describeUnreachable(error, endpoint), error);
}

/** The engine's message without the client's framing of it. */
function refusalWords(error: unknown): string {
  const message = property(property(error, "json"), "message");
  if (typeof message === "string" && message.trim() !== "") return message.trim();
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^\(HTTP code \d+\) [^-]*- /, "").trim();
}

function describeUnreachable(error: unknown, endpoint: string): string {
  if (error instanceof DeadlineError) return `Docker at ${endpoint}: ${error.message}`;
  switch (property(error, "code")) {
    case "ENOENT":
      return `Docker is not running: there is nothing at ${endpoint}`;
    case "ECONNREFUSED":
      return `Docker is not running: nobody listens at ${endpoint}`;
    case "EACCES":
    case "EPERM":
      return `This user may not use Docker: ${endpoint} refuses access (on Linux, being in the group "docker" gives it)`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `Docker cannot be reached: no such address as ${endpoint}`;
    default:
      return `Docker at ${endpoint} cannot be reached: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
