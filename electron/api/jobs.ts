import { z } from "zod";
import { CroniumError } from "../../shared/errors.ts";
import { idempotencyKey } from "../../shared/idempotency.ts";
import { jobFilter, jobReach, jobResolutions, type JobPage } from "../../shared/job.ts";
import { jobCompareInput, type JobComparison } from "../../shared/job-comparison.ts";
import { textPartInput, type TextPart } from "../../shared/variable.ts";
import { serversNotTried } from "../queue/attempt-plan.ts";
import { requestCancel, resolveJob, retryFailed, retryJob } from "../queue/job-actions.ts";
import { whatJobsWaitFor } from "../queue/waiting-for.ts";
import { compareJobs } from "../search/compare-jobs.ts";
import { executionsOfJob } from "../store/executions.ts";
import type { JobRow } from "../store/tables.ts";
import { findRetried, findRetries, findVerdict, findWaits } from "../store/job-audit.ts";
import { countJobs } from "../store/job-counts.ts";
import { findOutput } from "../store/job-reports.ts";
import { listJobs } from "../store/job-list.ts";
import { findJob } from "../store/jobs.ts";
import { summariseJobs, viewReports } from "./job-reports.ts";
import { jobKeepingCalls } from "./job-keeping.ts";
import { summariseJob, viewJob } from "./job-views.ts";
import { procedure, router } from "./procedure.ts";
import { textPart } from "./text-part.ts";

const byId = z.strictObject({ id: z.string() });

export const jobsRouter = router({
  ...jobKeepingCalls,

  list: procedure.input(jobFilter.optional()).query(async ({ ctx: context, input }): Promise<JobPage> => {
    const query = input ?? jobFilter.parse({});
    const rows = await listJobs(context.store.read, query);
    const page = rows.slice(0, query.limit);
    return {
      jobs: await summariseJobs(context, page),
      next: rows.length > query.limit ? page.at(-1)?.id : undefined,
    };
  }),

  counts: procedure
    .input(jobReach.optional())
    .query(({ ctx: context, input }) => countJobs(context.store.read, input ?? {})),

  get: procedure.input(byId).query(async ({ ctx: context, input }) => {
    const job = await findJob(context.store.read, input.id);
    if (job === undefined) {
      throw new CroniumError("not_found", `There is no job ${input.id}`, {
        remedy: "List the jobs with `cronium job list`.",
      });
    }
    const executions = await executionsOfJob(context.store.read, input.id);
    const standing = { now: context.clock.now(), vault: context.vault.state };
    const waits = await whatJobsWaitFor(context.store.read, [job], standing);
    return viewJob(job, {
      executions,
      notBegun: await serversNotTried(context.store.read, job, executions),
      waitingFor: waits.get(job.id),
      ...(await viewReports(context.store.read, job)),
      verdict: await findVerdict(context.store.read, job),
      waits: await findWaits(context.store.read, job),
      retryOf: await findRetried(context.store.read, job),
      retriedAs: await findRetries(context.store.read, job),
    });
  }),

  /** A part of the output of an execution, as JSON. */
  output: procedure
    .input(z.strictObject({ executionId: z.string(), ...textPartInput }))
    .query(async ({ ctx: context, input: { executionId, from, length } }): Promise<TextPart> => {
      const output = await findOutput(context.store.read, executionId);
      if (typeof output === "string") return textPart(output, from, length);
      const message =
        output === undefined ? `There is no execution ${executionId}` : `The script of ${executionId} gave no output`;
      throw new CroniumError("not_found", message);
    }),

  /** What is different about a job from one that went well. */
  compare: procedure.input(jobCompareInput).query(({ ctx: context, input, signal }): Promise<JobComparison> => {
    const { store, dataDirectory, logSearch } = context;
    const parts = {
      read: store.read,
      dataDirectory,
      work: logSearch.work,
      summarise: (row: JobRow) => summariseJob(row),
    };
    return compareJobs(parts, { id: input.id, withId: input.with }, signal);
  }),

  cancel: procedure.input(byId).mutation(async ({ ctx: context, input }) => {
    await context.store.write
      .transaction()
      .execute((transaction) => requestCancel(transaction, input.id, context.clock.now(), "user", context.hooks));
    context.cancelled(input.id);
    context.changes.announce({ noun: "job", id: input.id });
    return {};
  }),

  retry: procedure
    .input(byId.extend({ idempotencyKey: idempotencyKey.optional(), once: z.boolean().optional() }))
    .mutation(async ({ ctx: context, input: { id, ...request } }) => {
      const { store, ids, clock, hooks } = context;
      const asked = await retryJob(store.write, ids, id, { ...request, now: clock.now() }, hooks);
      if (!asked.created) return asked;
      context.changes.announce({ noun: "job", id });
      context.changes.announce({ noun: "job", id: asked.jobId });
      context.queued();
      return asked;
    }),

  /** Queues a new job that does again what this one did, only on the servers where it failed or was not tried. */
  retryFailed: procedure
    .input(byId.extend({ idempotencyKey: idempotencyKey.optional() }))
    .mutation(async ({ ctx: context, input: { id, ...request } }) => {
      const { store, ids, clock, hooks } = context;
      const asked = await retryFailed(store.write, ids, id, { ...request, now: clock.now() }, hooks);
      if (!asked.created) return asked;
      context.changes.announce({ noun: "job", id });
      context.changes.announce({ noun: "job", id: asked.jobId });
      context.queued();
      return asked;
    }),

  resolve: procedure
    .input(z.strictObject({ id: z.string(), as: z.enum(jobResolutions), note: z.string().max(1_000).optional() }))
    .mutation(async ({ ctx: context, input }) => {
      await resolveJob(context.store.write, input.id, input.as, input.note, context.clock.now(), context.hooks);
      context.changes.announce({ noun: "job", id: input.id });
      return {};
    }),
});
