import type { ServerFacts } from "../../shared/server-facts.ts";

/** What a look has measured around the program's lines. */
export interface Measured {
  /** Wall clock when it was told to begin, and when its first line came, epoch milliseconds. */
  readonly askedAt: number;
  readonly answeredAt: number;
}

type Facts = Omit<ServerFacts, "warnings">;

/** Whether it was found, besides: what warnings are made of. */
export interface Findings {
  readonly facts: Facts;
  readonly writable: boolean | undefined;
  readonly executable: boolean | undefined;
  readonly hasSha256: boolean | undefined;
}

/** Longer texts are of no use on a page. */
const longestText = 200;
const kibibyte = 1_024;

/**
 * Reads what the program of facts printed. Whatever a server prints is taken as text from outside: cut, without
 * control characters, and numbers only where they make sense.
 */
export function readFacts(output: string, { askedAt, answeredAt }: Measured): Findings {
  const lines = new Map<string, string>();
  for (const line of output.split("\n")) {
    const match = /^([a-zA-Z0-9_.]+)[=:](.*)$/.exec(line.trimEnd());
    if (match) lines.set(match[1] ?? "", cleaned(match[2] ?? ""));
  }
  const text = (key: string): string | undefined => lines.get(key) || undefined;
  const numbers = (key: string): readonly number[] =>
    (text(key) ?? "")
      .match(/\d+(?:\.\d+)?/g)
      ?.map(Number)
      .filter(Number.isFinite) ?? [];
  const yes = (key: string): boolean | undefined => (lines.has(key) ? lines.get(key) === "yes" : undefined);

  const [one, five, fifteen] = numbers("load");
  const [diskTotal, diskFree] = numbers("disk");
  const memory = memoryOf(numbers);
  const cores = numbers("cores")[0];
  const exec = numbers("exec")[0];
  const [payloadCount, payloadKibibytes] = numbers("payloads");
  const interpreters = Object.fromEntries(
    [...lines].flatMap(([key, value]) => {
      const version = /\d+(?:\.\d+)+/.exec(value)?.[0];
      return key.startsWith("interpreter.") && version !== undefined
        ? [[key.slice("interpreter.".length), version]]
        : [];
    }),
  );
  const facts: Facts = {
    ...optional("system", text("system")),
    ...optional(
      "distribution",
      text("release")
        ?.replace(/^PRETTY_NAME=/, "")
        .replaceAll(/^"|"$/g, "")
        .trim() || undefined,
    ),
    ...optional("hostname", text("hostname")),
    ...optional("cores", cores !== undefined && cores >= 1 ? Math.floor(cores) : undefined),
    ...memory,
    ...(diskTotal === undefined || diskFree === undefined || diskTotal <= 0
      ? {}
      : { diskTotal: diskTotal * kibibyte, diskUsed: Math.max(0, diskTotal - diskFree) * kibibyte }),
    ...(one === undefined || five === undefined || fifteen === undefined
      ? {}
      : { load: [one, five, fifteen] as const }),
    ...optional("shell", text("shell")),
    ...optional("posixShell", text("sh")?.split("/").at(-1)),
    ...(Object.keys(interpreters).length === 0 ? {} : { interpreters }),
    ...optional("clockOffsetMs", clockOffset(text("clock"), askedAt, answeredAt)),
    ...optional("uptimeMs", uptimeOf(numbers, answeredAt)),
    ...optional("bootId", text("boot")),
    ...optional("runnerVersion", text("runner")),
    ...(payloadCount === undefined
      ? {}
      : { payloads: { count: payloadCount, bytes: (payloadKibibytes ?? 0) * kibibyte } }),
  };
  return {
    facts,
    writable: yes("writable"),
    executable: exec === undefined ? undefined : exec === 7,
    hasSha256: yes("sha256"),
  };
}

/** Its clock minus ours in the middle of the question. A clock that tells whole seconds is half a second off on average. */
function clockOffset(told: string | undefined, askedAt: number, answeredAt: number): number | undefined {
  const match = /^(\d{9,11})\.(\d{1,9})?/.exec(told ?? "");
  if (!match) return undefined;
  const fraction = match[2] === undefined ? 0.5 : Number(`0.${match[2]}`);
  return Math.round((Number(match[1]) + fraction) * 1_000 - (askedAt + answeredAt) / 2);
}

function memoryOf(numbers: (key: string) => readonly number[]): Pick<ServerFacts, "memoryTotal" | "memoryUsed"> {
  const [bytes] = numbers("memory.bytes");
  if (bytes !== undefined) return { memoryTotal: bytes };
  const [total] = numbers("memory.MemTotal");
  if (total === undefined) return {};
  // Kernels before 3.14 do not tell what is available.
  const rest = ["MemFree", "Buffers", "Cached"].map((key) => numbers(`memory.${key}`)[0] ?? 0);
  const available = numbers("memory.MemAvailable")[0] ?? rest.reduce((sum, part) => sum + part, 0);
  return { memoryTotal: total * kibibyte, memoryUsed: Math.max(0, total - available) * kibibyte };
}

function uptimeOf(numbers: (key: string) => readonly number[], now: number): number | undefined {
  const [seconds] = numbers("uptime");
  if (seconds !== undefined) return Math.round(seconds * 1_000);
  const [booted] = numbers("booted");
  return booted === undefined ? undefined : Math.max(0, now - booted * 1_000);
}

function cleaned(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, " ")
    .trim()
    .slice(0, longestText);
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): Partial<Record<Key, Value>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, Value>);
}
