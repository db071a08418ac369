import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { CroniumError } from "../../../shared/errors.ts";
import { withDeadline } from "../../base/deadline.ts";
import { recordAudit } from "../../store/audit.ts";
import { answerCall, forgetCall, keepCall } from "../../store/runtime-calls.ts";
import type { ToolAction, ToolResult } from "../../tools/registry.ts";
import { toJsonText } from "../bodies.ts";
import { success } from "../envelope.ts";
import { answered, callKeyOf } from "../keyed-calls.ts";
import { Refusal } from "../refusal.ts";
import type { Session } from "../session.ts";
import { answers, anyValue, described, inSession, keyed, type RouteParts } from "./route-parts.ts";

const name = z.string().min(1).max(100);
const outcome = z.object({
  success: z.boolean(),
  data: z.unknown(),
  error: z.string().optional().meta({ description: "Why it did not succeed" }),
  metadata: z.record(z.string(), z.unknown()).optional(),
});
type Outcome = z.output<typeof outcome>;

/** Has tools act for a script. */
export function addToolRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { store, clock, tools } = parts;

  function findAction(tool: string, action: string): ToolAction {
    const known = tools.find(tool);
    if (known === undefined) {
      const there = tools.names.length === 0 ? "There are none yet." : `There are: ${tools.names.join(", ")}.`;
      throw new Refusal(404, "tool_not_found", `There is no tool ${tool}. ${there}`);
    }
    const found = known.actions.find((one) => one.name === action);
    if (found !== undefined) return found;
    const there = known.actions.map((one) => one.name).join(", ");
    throw new Refusal(404, "action_not_found", `The tool ${tool} has no action ${action}. There are: ${there}.`);
  }

  async function act(session: Session, tool: string, action: ToolAction, params: unknown): Promise<Outcome> {
    const { execution, work } = session;
    const who = { executionId: execution.id, jobId: execution.job_id, eventId: work.facts.eventId };
    const logger = parts.logger.child({ execution: execution.id, tool });
    const result = await settled(() =>
      withDeadline(clock, parts.toolLimitMs, `The tool ${tool}`, (overdue) =>
        unlessClosed(
          session,
          action.run(params, { ...who, logger, signal: AbortSignal.any([overdue, session.closed]) }),
        ),
      ),
    );
    const entry = {
      actor: "program",
      action: "tool.execute",
      subject: `job ${execution.job_id} ${work.facts.eventName}`,
      detail: { tool, action: action.name, execution: execution.id, success: result.success },
    } as const;
    await recordAudit(store.write, entry, clock.now());
    return result;
  }

  /** An effect outside is no part of a transaction: that it is about to happen is written first. */
  async function actOnce(request: FastifyRequest, perform: () => Promise<Outcome>): Promise<Outcome> {
    const call = callKeyOf(request);
    if (call === undefined) return perform();
    const { executionId, key, requestHash } = call;
    if (!(await keepCall(store.write, executionId, key, { requestHash, answer: "" }, clock.now()))) {
      const former = await answered(store.write, call);
      if (former !== undefined) return former.answer as Outcome;
    }
    try {
      const result = await perform();
      await answerCall(store.write, executionId, key, toJsonText(result, "result"));
      return result;
    } catch (error) {
      // Refused before anything happened outside: it may be asked for anew.
      if (error instanceof Refusal && error.status === 422) await forgetCall(store.write, executionId, key);
      throw error;
    }
  }

  app.withTypeProvider<ZodTypeProvider>().post(
    "/tool-actions/execute",
    {
      schema: {
        ...described(
          "tools",
          "Has a tool act",
          "`success` in the data says whether it did. `config` is another name of `params`.",
        ),
        ...keyed,
        body: z.object({ tool: name, action: name, params: anyValue.optional(), config: anyValue.optional() }),
        response: answers(success(outcome), {
          400: "invalid_json",
          404: "tool_not_found, action_not_found",
          409: "idempotency_mismatch, idempotency_unknown",
          422: "invalid_tool, invalid_action, invalid_params",
        }),
      },
    },
    (request) =>
      inSession(request, async (session) => {
        const { tool, action: actionName, params, config } = request.body;
        const action = findAction(tool, actionName);
        const data = await actOnce(request, () => act(session, tool, action, params ?? config ?? {}));
        return { success: true as const, data };
      }),
  );
}

/** @throws Refusal 422 for parameters the tool cannot use, or that of a session that closes */
async function settled(run: () => Promise<ToolResult>): Promise<Outcome> {
  try {
    const { data, metadata } = await run();
    return { success: true, data: data ?? null, ...(metadata === undefined ? {} : { metadata: { ...metadata } }) };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (error instanceof CroniumError && error.code === "invalid_input") {
      throw new Refusal(422, "invalid_params", error.message);
    }
    return { success: false, data: null, error: error instanceof Error ? error.message : String(error) };
  }
}

/** Waits no longer than the session is open: its execution has ended. */
function unlessClosed<T>({ closed }: Session, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const refuse = (): void => {
      reject(closed.reason as Refusal);
    };
    closed.addEventListener("abort", refuse, { once: true });
    work.then(resolve, reject).finally(() => {
      closed.removeEventListener("abort", refuse);
    });
  });
}
