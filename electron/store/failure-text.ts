import type { Failure } from "../../shared/failure.ts";

/** Between the parts of a failure in one column; never in what people or servers write (ASCII, record separator). */
const separator = "\u001e";

/** What is stored of a failure beside its reason: what happened and, where it has them, its own remedy and line. */
export function failureText({ message, remedy, line }: Omit<Failure, "reason">): string {
  const parts = [message, remedy ?? "", line ?? ""].map((part) => part.replaceAll(separator, ""));
  while (parts.length > 1 && parts.at(-1) === "") parts.pop();
  return parts.join(separator);
}

/** The parts of what `failureText` wrote. */
export function readFailureText(text: string): Omit<Failure, "reason"> {
  const [message = "", remedy = "", line = ""] = text.split(separator);
  return { message, remedy: remedy === "" ? undefined : remedy, line: line === "" ? undefined : line };
}

/** What happened, alone. */
export function failureMessage(text: string): string {
  return readFailureText(text).message;
}

/** The failure of a job or an execution. */
export function failureOfRow(row: {
  readonly failure_reason: Failure["reason"] | null;
  readonly failure_message: string | null;
}): Failure | undefined {
  return row.failure_reason === null
    ? undefined
    : { reason: row.failure_reason, ...readFailureText(row.failure_message ?? "") };
}
