import type { Clock } from "../../base/clock.ts";
import type { HttpExecutionRequest, ExecutionContext } from "../executor.ts";
import { tell, tellAnswer, tellRequest } from "./answer-log.ts";
import { chooseProxy } from "./proxy-choice.ts";
import { exchange, type Answer, type Outgoing } from "./exchange.ts";
import type { FilledRequest } from "./fill-request.ts";
import { nextHop } from "./follow-redirects.ts";
import { HttpFailure } from "./http-failure.ts";
import type { LookUp } from "./open-connection.ts";
import { judgeBody, judgeStatus } from "./judge-answer.ts";
import { readRetryAfter } from "./retry-after.ts";
import { takeBody } from "./take-body.ts";

export interface HttpExecutorChoices {
  readonly clock: Clock;
  /** Where a proxy of the environment is read from. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly lookUp?: LookUp | undefined;
}

interface PerformParts extends HttpExecutorChoices {
  readonly context: ExecutionContext;
  readonly signal: AbortSignal;
}

/**
 * Makes a request, follows where it is sent on to, writes what is answered to the log, and judges it.
 * @throws HttpFailure when it is no success; the signal's reason when it aborts
 */
export async function performRequest(
  request: HttpExecutionRequest,
  filled: FilledRequest,
  parts: PerformParts,
): Promise<void> {
  const { http } = request;
  const { clock, context } = parts;
  const whole = new AbortController();
  const cancel = clock.after(http.limits.wholeMs, () => {
    const limit = String(http.limits.wholeMs / 1_000);
    whole.abort(new HttpFailure("no_answer", `${filled.url.host} had not answered in full within ${limit} s`));
  });
  const signal = AbortSignal.any([parts.signal, whole.signal]);
  try {
    const { answer, host } = await ask(request, filled, parts, signal);
    try {
      const location = answer.headers.get("location")?.[0];
      const retryAfterMs = readRetryAfter(answer.headers.get("retry-after")?.[0], clock.now());
      const taken = await takeBody(answer, host, http, context, signal);
      judgeStatus({ host, status: answer.status, words: answer.words, location, retryAfterMs }, http.success);
      judgeBody(host, taken.text, http.success.body);
    } finally {
      answer.close();
    }
  } catch (error) {
    if (error instanceof HttpFailure) await tell(context.log, [`! ${error.message}\n`]);
    throw error;
  } finally {
    cancel();
  }
}

async function ask(
  { http, environment }: HttpExecutionRequest,
  { method, url, isNamed, headers, body, secrets }: FilledRequest,
  { clock, context, lookUp, environment: surroundings }: PerformParts,
  signal: AbortSignal,
): Promise<{ readonly answer: Answer; readonly host: string }> {
  const rules = { named: isNamed ? url.hostname : undefined, allow: http.allow };
  let outgoing: Outgoing = { method, url, headers, body };
  for (let followed = 0; ; followed++) {
    await tellRequest(context.log, outgoing, secrets);
    // A certificate, like a password, is shown to nobody but the computer it is meant for.
    const isOwn = outgoing.url.origin === url.origin;
    const clientKey = http.tls.client === null || !isOwn ? undefined : environment[http.tls.client.secret];
    const proxy = chooseProxy(http.proxy, outgoing.url, surroundings);
    const tls = isOwn ? http.tls : { ...http.tls, serverName: null };
    const answer = await exchange(outgoing, {
      clock,
      rules,
      tls,
      clientKey,
      limits: http.limits,
      proxy,
      lookUp,
      signal,
    });
    try {
      await tellAnswer(context.log, answer);
      const next = nextHop(http.redirects, outgoing, answer, followed);
      if (next === undefined) return { answer, host: outgoing.url.host };
      outgoing = next;
    } catch (error) {
      answer.close();
      throw error;
    }
    answer.close();
  }
}
