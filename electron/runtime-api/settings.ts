import { z } from "zod";

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** A time such as `30s`, as the original product wrote it; read as milliseconds. */
const duration = z
  .string()
  .regex(/^\d{1,7}(ms|s|m|h)$/, "must be a number with a unit: ms, s, m or h, such as 30s")
  .transform((text) => {
    const [, amount, unit] = /^(\d+)(\w+)$/.exec(text) ?? [];
    return Number(amount) * unitMs[unit as keyof typeof unitMs];
  });

/** Zod's own coercion takes every text but the empty one for true. */
const flag = z.union([z.boolean(), z.stringbool({ truthy: ["true", "1"], falsy: ["false", "0"] })]);

const list = z.union([
  z.array(z.string()),
  z.string().transform((text) => text.split(",").flatMap((part) => (part.trim() === "" ? [] : [part.trim()]))),
]);

/** The section `runtimeApi` of config.yaml. */
export const runtimeApiSettings = z.strictObject({
  /** On 127.0.0.1; 0: any free one. Absent: the one it had before, if that is free. */
  port: z.coerce.number().int().min(0).max(65_535).optional(),
  /** A request must have arrived within this time. */
  readTimeout: duration.default(30_000),
  /** An answer must have been found within this time: what a tool's action may take. */
  writeTimeout: duration.default(30_000),
  /** A connection on which nothing happens is closed after this time. */
  idleTimeout: duration.default(120_000),
  /** What is under way when the program ends may take so long. */
  shutdownTimeout: duration.default(5_000),
  /** The largest body, bytes. */
  bodyLimitBytes: z.coerce.number().int().min(1_024).max(67_108_864).default(16_777_216),
  /** Requests of one execution a minute; 0: any number. */
  rateLimitPerMinute: z.coerce.number().int().min(0).default(1_000),
  /** Whether pages of `allowedOrigins` may call. */
  enableCors: flag.default(true),
  /** Origins of pages that may call; `*`: any. Scripts send none. */
  allowedOrigins: list.default([]),
  /** Names, with port, by which it is called besides its own. */
  allowedHosts: list.default([]),
  /** Whether the listener on 127.0.0.1 speaks TLS; then certificate and key are needed. */
  enableTls: flag.default(false),
  /** Path of a PEM file, the certificate first. */
  tlsCertificate: z.string().optional(),
  /** Path of a PEM file. */
  tlsKey: z.string().optional(),
  /** The level at which each request is logged. */
  requestLog: z.enum(["debug", "info"]).default("debug"),
});
export type RuntimeApiSettings = z.output<typeof runtimeApiSettings>;

/** The setting each environment variable stands for; RUNTIME_* are the names of the original product. */
const environmentNames: Readonly<Record<string, keyof RuntimeApiSettings>> = {
  RUNTIME_PORT: "port",
  RUNTIME_READ_TIMEOUT: "readTimeout",
  RUNTIME_WRITE_TIMEOUT: "writeTimeout",
  RUNTIME_IDLE_TIMEOUT: "idleTimeout",
  RUNTIME_RATE_LIMIT_PER_MIN: "rateLimitPerMinute",
  RUNTIME_ENABLE_CORS: "enableCors",
  RUNTIME_ALLOWED_ORIGINS: "allowedOrigins",
  RUNTIME_ENABLE_TLS: "enableTls",
  RUNTIME_TLS_CERT: "tlsCertificate",
  RUNTIME_TLS_KEY: "tlsKey",
  CRONIUM_RUNTIME_SHUTDOWN_TIMEOUT: "shutdownTimeout",
  CRONIUM_RUNTIME_BODY_LIMIT_BYTES: "bodyLimitBytes",
  CRONIUM_RUNTIME_ALLOWED_HOSTS: "allowedHosts",
  CRONIUM_RUNTIME_REQUEST_LOG: "requestLog",
};

/** What the environment says of the runtime API, unchecked. */
export function runtimeApiFromEnvironment(environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environmentNames).flatMap(([name, setting]) => {
      const value = environment[name];
      return value === undefined ? [] : [[setting, value]];
    }),
  );
}
