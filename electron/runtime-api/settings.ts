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
  port: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe("Port on 127.0.0.1; 0: any free one. Without it: the one it had before, if that is free"),
  readTimeout: duration.default(30_000).describe("A request must have arrived within this time"),
  writeTimeout: duration.default(30_000).describe("An action of a tool must have ended within this time"),
  idleTimeout: duration.default(120_000).describe("A connection on which nothing happens is closed after this time"),
  shutdownTimeout: duration
    .default(5_000)
    .describe("What is under way when the program ends may take this time to be answered"),
  bodyLimitBytes: z.coerce
    .number()
    .int()
    .min(1_024)
    .max(67_108_864)
    .default(16_777_216)
    .describe("The largest body that is taken"),
  rateLimitPerMinute: z.coerce
    .number()
    .int()
    .min(0)
    .default(1_000)
    .describe("Requests of one execution a minute; 0: any number"),
  enableCors: flag.default(true).describe("Whether pages of `allowedOrigins` may call"),
  allowedOrigins: list.default([]).describe("Origins of pages that may call; `*`: any. Scripts send none"),
  allowedHosts: list.default([]).describe("Names, with port, by which it may be called besides its own"),
  enableTls: flag.default(false).describe("Whether the listener on 127.0.0.1 speaks TLS"),
  tlsCertificate: z.string().optional().describe("Path of a PEM file, the certificate first"),
  tlsKey: z.string().optional().describe("Path of a PEM file"),
  requestLog: z.enum(["debug", "info"]).default("debug").describe("The level at which each request is logged"),
});
export type RuntimeApiSettings = z.output<typeof runtimeApiSettings>;

/** The setting each environment variable stands for; RUNTIME_* are the names of the original product. */
export const environmentNames: Readonly<Record<string, keyof RuntimeApiSettings>> = {
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
