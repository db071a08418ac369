import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { JobCounts } from "../../shared/job.ts";
import type { CacheCounts } from "../variables/variable-book.ts";

/** One answered request. */
export interface ServedRequest {
  readonly method: string;
  /** As it was declared, such as `/executions/:id/input`: no ids, no keys. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
  /** Why it was refused. */
  readonly code: string | undefined;
}

export interface Metrics {
  served(request: ServedRequest): void;
  /** All figures in the text format of Prometheus. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Where figures are read that are kept elsewhere. */
export interface MetricSources {
  readonly cache: () => CacheCounts;
  readonly sessions: () => number;
  readonly jobs: () => Promise<JobCounts>;
}

/** From a tenth of a millisecond to ten seconds, seconds. */
const durations = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics({ cache, sessions, jobs }: MetricSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: "cronium_runtime_requests_total",
    help: "Requests to the runtime API that were answered",
    labelNames: ["method", "route", "status"],
    registers,
  });
  const refusals = new Counter({
    name: "cronium_runtime_refusals_total",
    help: "Requests that were refused, by the code of the refusal",
    labelNames: ["code"],
    registers,
  });
  const duration = new Histogram({
    name: "cronium_runtime_request_duration_seconds",
    help: "From the headers of a request to its answer",
    labelNames: ["method", "route"],
    buckets: durations,
    registers,
  });
  new Counter({
    name: "cronium_variable_cache_hits_total",
    help: "Reads of variables that memory answered",
    registers,
    collect() {
      this.reset();
      this.inc(cache().hits);
    },
  });
  new Counter({
    name: "cronium_variable_cache_misses_total",
    help: "Reads of variables that went to the database",
    registers,
    collect() {
      this.reset();
      this.inc(cache().misses);
    },
  });
  new Gauge({
    name: "cronium_variable_cache_hit_ratio",
    help: "Hits among all reads of variables since the start",
    registers,
    collect() {
      const { hits, misses } = cache();
      this.set(hits + misses === 0 ? 0 : hits / (hits + misses));
    },
  });
  new Gauge({
    name: "cronium_runtime_sessions",
    help: "Executions that may call",
    registers,
    collect() {
      this.set(sessions());
    },
  });
  new Gauge({
    name: "cronium_jobs",
    help: "Jobs by status",
    labelNames: ["status"],
    registers,
    async collect() {
      for (const [status, count] of Object.entries(await jobs())) this.set({ status }, count);
    },
  });
  return {
    served({ method, route, status, seconds, code }) {
      requests.inc({ method, route, status });
      duration.observe({ method, route }, seconds);
      if (code !== undefined) refusals.inc({ code });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
