import { createHash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { Clock } from "../base/clock.ts";
import { findCall, forgetCalls, keepCall } from "../store/runtime-calls.ts";
import type { Store } from "../store/store.ts";
import type { Database } from "../store/tables.ts";
import { Refusal } from "./refusal.ts";
import { sessionOf } from "./request-facts.ts";

/** A call that its caller may make again: it has its effect once. */
export interface CallKey {
  readonly executionId: string;
  readonly key: string;
  /** SHA-256 of what is asked, hex. */
  readonly requestHash: string;
}

/** @returns undefined when the caller gave no key @throws Refusal 422 */
export function callKeyOf(request: FastifyRequest): CallKey | undefined {
  const key = request.headers["idempotency-key"];
  if (key === undefined) return undefined;
  if (typeof key !== "string" || !/^[\w-]{1,100}$/.test(key)) {
    const message = "An Idempotency-Key is 1 to 100 letters, digits, hyphens and underscores.";
    throw new Refusal(422, "invalid_idempotency_key", message);
  }
  const asked = [request.method, request.url, request.headers["content-type"] ?? "", request.facts.bodyHash ?? ""];
  const requestHash = createHash("sha256").update(asked.join("\n")).digest("hex");
  return { executionId: sessionOf(request).execution.id, key, requestHash };
}

/** Somebody has made the same call meanwhile: what was done here is undone. */
class CallRepeated extends Error {}

/** Writes the answer to a call, in the transaction of its effect. */
export type KeepAnswer = (transaction: Database, answer: unknown) => Promise<void>;

/** How long a caller may still ask again, milliseconds: helpers give up long before. */
const keptMs = 60 * 60_000;
/** After so many calls of an execution the old ones are forgotten. */
const forgetEvery = 1_000;

/**
 * The effect of a call once, and its first answer as often as it is asked for.
 * @param perform hands its answer to `keep` in the transaction of its effect
 * @throws Refusal 409 when the key stood for another call
 */
export async function once<Answer>(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  request: FastifyRequest,
  perform: (keep: KeepAnswer | undefined) => Promise<Answer>,
): Promise<Answer> {
  const call = callKeyOf(request);
  if (call === undefined) return perform(undefined);
  const former = await answered(store.read, call);
  if (former !== undefined) return former.answer as Answer;
  const session = sessionOf(request);
  session.keyedCalls += 1;
  if (session.keyedCalls % forgetEvery === 0 && !session.isBundled)
    await forgetCalls(store.write, call.executionId, clock.now() - keptMs);
  try {
    return await perform(async (transaction, answer) => {
      const { executionId, key, requestHash } = call;
      const kept = { requestHash, answer: JSON.stringify(answer) };
      if (!(await keepCall(transaction, executionId, key, kept, clock.now()))) throw new CallRepeated();
    });
  } catch (error) {
    if (!(error instanceof CallRepeated)) throw error;
    const first = await answered(store.write, call);
    if (first === undefined) throw error;
    return first.answer as Answer;
  }
}

/** @throws Refusal 409 */
export async function answered(
  database: Database,
  { executionId, key, requestHash }: CallKey,
): Promise<{ readonly answer: unknown } | undefined> {
  const kept = await findCall(database, executionId, key);
  if (kept === undefined) return undefined;
  if (kept.requestHash !== requestHash) {
    throw new Refusal(409, "idempotency_mismatch", "This Idempotency-Key stood for another call.");
  }
  if (kept.answer === "") {
    const message = "A call with this Idempotency-Key was begun before; whether it took effect is not known.";
    throw new Refusal(409, "idempotency_unknown", message);
  }
  return { answer: JSON.parse(kept.answer) as unknown };
}
