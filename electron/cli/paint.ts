import type {
  JobStatus,
  EventStatus,
  ExecutionStatus,
  OccurrenceDecision,
  ServerStatus,
  MessageStatus,
} from "../../shared/words.ts";
import type { DoctorVerdict } from "../../shared/system.ts";
import type { ChangeKind } from "../../shared/definition.ts";
import type { CommandIo } from "./io.ts";

const colours = { red: 31, green: 32, yellow: 33, blue: 34, grey: 90, bold: 1 } as const;
export type Colour = keyof typeof colours;

/** Colours a text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

/** Colours only for a person's terminal, and not when NO_COLOR asks for none (https://no-color.org). */
export function choosePaint(io: CommandIo): Paint {
  const { NO_COLOR: refused = "", TERM: terminal } = io.environment;
  if (io.stdout.isTTY !== true || refused !== "" || terminal === "dumb") return (_colour, text) => text;
  return (colour, text) => `\u001b[${String(colours[colour])}m${text}\u001b[0m`;
}

type Status =
  | JobStatus
  | EventStatus
  | ExecutionStatus
  | OccurrenceDecision
  | ServerStatus
  | MessageStatus
  | DoctorVerdict
  | ChangeKind;

/** A symbol for each status word, so that colour is never the only sign. */
const signs: Readonly<Record<Status, readonly [symbol: string, colour: Colour, word: string]>> = {
  queued: ["○", "grey", "queued"],
  claimed: ["◐", "blue", "claimed"],
  starting: ["◐", "blue", "starting"],
  running: ["●", "blue", "running"],
  completed: ["✓", "green", "completed"],
  failed: ["✗", "red", "failed"],
  timeout: ["⏱", "red", "timeout"],
  partial: ["◑", "yellow", "partial"],
  cancelled: ["⊘", "grey", "cancelled"],
  needs_attention: ["!", "yellow", "needs attention"],
  unknown: ["?", "grey", "unknown"],
  DRAFT: ["◌", "grey", "draft"],
  ACTIVE: ["●", "green", "active"],
  PAUSED: ["‖", "yellow", "paused"],
  ARCHIVED: ["▪", "grey", "archived"],
  run: ["✓", "green", "run"],
  catch_up: ["↺", "green", "caught up"],
  skipped: ["⊘", "yellow", "skipped"],
  missed: ["✗", "red", "missed"],
  online: ["✓", "green", "online"],
  offline: ["✗", "red", "offline"],
  untrusted: ["!", "yellow", "untrusted"],
  host_key_changed: ["!", "red", "host key changed"],
  ok: ["✓", "green", "ok"],
  warning: ["!", "yellow", "warning"],
  problem: ["✗", "red", "problem"],
  create: ["+", "green", "create"],
  update: ["~", "yellow", "update"],
  unchanged: ["=", "grey", "unchanged"],
  remove: ["-", "red", "remove"],
  pending: ["○", "grey", "pending"],
  delivered: ["✓", "green", "delivered"],
  dead: ["✗", "red", "dead"],
  dismissed: ["⊘", "grey", "dismissed"],
};

/** That a job has begun and nothing of it goes on. */
const waitingSign = ["◌", "yellow", "waiting"] as const;

/** A status as symbol and word. */
export function statusText(paint: Paint, status: Status): string {
  const [symbol, colour, word] = signs[status];
  return paint(colour, `${symbol} ${word}`);
}

/** The status of a job; one that has begun and waits says so. */
export function jobStatusText(
  paint: Paint,
  { status, waitingFor }: { readonly status: JobStatus; readonly waitingFor?: object | undefined },
): string {
  if (status !== "running" || waitingFor === undefined) return statusText(paint, status);
  const [symbol, colour, word] = waitingSign;
  return paint(colour, `${symbol} ${word}`);
}

/** The symbol alone, for lines that say the rest. */
export function statusSymbol(paint: Paint, status: Status): string {
  const [symbol, colour] = signs[status];
  return paint(colour, symbol);
}
