import { toErrorDetails } from "../../shared/errors.ts";
import type { Notice } from "../notices/notification.ts";
import type { ChangeableVault } from "../secrets/changeable-vault.ts";
import type { OutboxRow } from "../store/tables.ts";
import { callAddress } from "./call-address.ts";
import { queueFollowUp, type FollowUpParts } from "./follow-up.ts";
import { judgeAnswer, type Attempt } from "./judge-answer.ts";
import { signCall } from "./sign-call.ts";

/** Shows a notice on the desktop. @returns undefined when it was shown, else why not */
export type Notifier = (notice: Notice) => Promise<string | undefined>;

export interface DeliveryParts extends FollowUpParts {
  readonly vault: Pick<ChangeableVault, "get" | "state" | "detail">;
  readonly notify: Notifier;
  readonly programVersion: string;
}

/**
 * Tries once to deliver a message.
 * @throws the signal's reason when it aborts; whatever the database says
 */
export function deliver(parts: DeliveryParts, message: OutboxRow, signal: AbortSignal): Promise<Attempt> {
  switch (message.kind) {
    case "run_event":
      return queueFollowUp(parts, message);
    case "call_url":
      return call(parts, message, signal);
    case "notify":
      return tell(parts, message, signal);
  }
}

async function tell({ notify }: DeliveryParts, { payload }: OutboxRow, signal: AbortSignal): Promise<Attempt> {
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  // The program that shows it has a deadline of its own; whoever stops need not wait for it.
  const complaint = await Promise.race([notify(JSON.parse(payload) as Notice), stopped.promise]).finally(() =>
    signal.removeEventListener("abort", stop),
  );
  if (complaint === undefined) return { kind: "delivered", result: {} };
  return { kind: "failed", error: `The desktop shows no notices: ${complaint}` };
}

async function call(parts: DeliveryParts, message: OutboxRow, signal: AbortSignal): Promise<Attempt> {
  const { clock, vault, programVersion } = parts;
  const { id, payload: body, address } = message;
  const url = URL.parse(address ?? "");
  if (url === null) return { kind: "dead", error: "The address cannot be read" };
  const timestamp = String(Math.floor(clock.now() / 1_000));
  const headers: Record<string, string> = {
    "content-type": "application/json; charset=utf-8",
    "user-agent": `Cronium/${programVersion}`,
    "webhook-id": id,
    "webhook-timestamp": timestamp,
  };
  try {
    if (message.secret_reference !== null) {
      const secret = await vault.get(message.secret_reference);
      // Where no keychain answers nothing can be said of what is in it.
      if (secret === undefined && vault.state !== "open") {
        return { kind: "failed", error: `The secret that signs this call cannot be read: ${vault.detail}` };
      }
      if (secret === undefined) {
        const error = "The secret that signs this call is gone. Give it again in the event, for what comes";
        return { kind: "dead", error };
      }
      headers["webhook-signature"] = signCall({ id, timestamp, body }, secret);
    }
    const answer = await callAddress(clock, { address: url.href, headers, body }, signal);
    return judgeAnswer(answer, url.host, clock.now());
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "failed", error: toErrorDetails(error).message };
  }
}
