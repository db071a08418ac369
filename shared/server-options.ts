import { z } from "zod";
import { wellFormedText } from "./plain-text.ts";

/**
 * What may be chosen of a server or, for all of its members, of a group. What is left out comes from the server's
 * groups, in the order of their names, and else from `usualOptions`.
 */
export const serverOptions = z.strictObject({
  /** Name of the server through which it is reached; that one may have a way of its own. Null: straight, whatever its group says. */
  jump: z.string().min(1).max(100).nullable().optional(),
  /** Where the SSH agent listens that is asked for keys: a path, or `$NAME` for what a variable of the environment says. */
  agent: wellFormedText
    .min(1)
    .max(500)
    .regex(
      /^(\$[A-Za-z_][A-Za-z0-9_]*|(\/|~\/|\\\\)[^\0\n\r]+)$/,
      "an agent is a path that begins with / or ~/, or a variable such as $SSH_AUTH_SOCK",
    )
    .optional(),
  /** Time for a connection to be made and authenticated. */
  connectTimeoutMs: z.int().min(1_000).max(120_000).optional(),
  /** How often a silent connection is asked whether it still stands; it is given up after three without an answer. */
  keepaliveMs: z.int().min(1_000).max(600_000).optional(),
  /** A connection that nobody uses is closed after this. */
  idleMs: z
    .int()
    .min(5_000)
    .max(24 * 3_600_000)
    .optional(),
  /** Command channels on one connection; what the server refuses is heeded besides. */
  channels: z.int().min(1).max(100).optional(),
  /** Where the runner and its runs live: absolute, or below the user's home. */
  directory: wellFormedText
    .min(1)
    .max(500)
    .regex(/^[^\0\n\r]*$/, "a directory is one line")
    .refine((path) => !path.split("/").includes(".."), "a directory leads nowhere up")
    .optional(),
  /** How scripts reach the runtime API; `automatic` takes files where the server forbids forwarding. */
  runtimeApi: z.enum(["automatic", "bundled"]).optional(),
  /** How often it is looked at; 0: only when asked. */
  healthCheckMs: z
    .union([
      z.literal(0),
      z
        .int()
        .min(10_000)
        .max(24 * 3_600_000),
    ])
    .optional(),
  /** A terminal that nobody types in is closed after this. */
  terminalIdleMs: z
    .int()
    .min(60_000)
    .max(24 * 3_600_000)
    .optional(),
  /** How long a job waits for a server that is down before it fails; 0: it fails at once. */
  waitWhileDownMs: z
    .int()
    .min(0)
    .max(30 * 24 * 3_600_000)
    .optional(),
});
export type ServerOptions = z.output<typeof serverOptions>;
/** All of them decided. */
export type ChosenOptions = { readonly [Name in keyof ServerOptions]-?: Exclude<ServerOptions[Name], undefined> };

export const usualOptions: ChosenOptions = {
  jump: null,
  agent: "$SSH_AUTH_SOCK",
  connectTimeoutMs: 10_000,
  keepaliveMs: 15_000,
  idleMs: 5 * 60_000,
  channels: 5,
  directory: ".cronium",
  runtimeApi: "automatic",
  healthCheckMs: 60_000,
  terminalIdleMs: 60 * 60_000,
  waitWhileDownMs: 60 * 60_000,
};

/** @param inherited options of the groups, the one that counts most first */
export function chooseOptions(own: ServerOptions, inherited: readonly ServerOptions[]): ChosenOptions {
  const chosen: Record<string, unknown> = { ...usualOptions };
  for (const options of [...inherited].reverse()) Object.assign(chosen, withoutAbsent(options));
  return Object.assign(chosen, withoutAbsent(own)) as unknown as ChosenOptions;
}

function withoutAbsent(options: ServerOptions): ServerOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
