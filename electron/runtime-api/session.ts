import type { Duplex } from "node:stream";
import type { SessionLog } from "../queue/runtime-sessions.ts";
import type { JobWork } from "../queue/job-definition.ts";
import type { ExecutionRow } from "../store/tables.ts";
import { notNow, Refusal } from "./refusal.ts";
import type { TokenBucket } from "./token-bucket.ts";

/** Texts of secrets that one script is handed: each is looked for, in some thirty writings, in all it prints. */
const mostHidden = 500;

/** `waiting`: its execution is being prepared; `left`: this process follows it no longer. */
type SessionState = "waiting" | "open" | "left" | "ended";

/** One execution's standing with the runtime API, from before its script starts until its end. */
export interface Session {
  readonly execution: ExecutionRow;
  readonly work: JobWork;
  readonly bucket: TokenBucket;
  /** Aborts when it closes, with the refusal that whoever is still waiting is given. */
  readonly closed: AbortSignal;
  /** What must not be seen of it: what makes its token good, and what was handed to its script. */
  readonly secrets: ReadonlySet<string>;
  /** Connections from its place that are open. */
  readonly connections: Set<Duplex>;
  /** Its calls come all at once, noted before: they are not counted, and none is forgotten before the end. */
  isBundled: boolean;
  /** How many keyed calls were answered, for forgetting the old ones now and then. */
  keyedCalls: number;
  connect(log: SessionLog): void;
  /** @throws Refusal unless it is open */
  requireOpen(): void;
  /**
   * Does what a call asks for, unless the session closes first: then the call is refused, and nothing of it remains.
   * @throws Refusal
   */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** @throws Refusal unless it is open */
  log(text: string): Promise<void>;
  /** From now on these are masked in its log. @throws Refusal 403 when there are too many: they are not to be handed out */
  hide(secrets: readonly string[]): void;
  /** A text without what is masked in its log. */
  mask(text: string): string;
  /** Refuses from now on; resolves when nothing is under way any more. */
  close(state: "left" | "ended"): Promise<void>;
}

export interface SessionParts {
  readonly execution: ExecutionRow;
  readonly work: JobWork;
  readonly bucket: TokenBucket;
  readonly secrets: readonly string[];
}

export function createSession({ execution, work, bucket, secrets }: SessionParts): Session {
  const known = new Set(secrets);
  const closing = new AbortController();
  const connections = new Set<Duplex>();
  const underWay = new Set<Promise<unknown>>();
  let state: SessionState = "waiting";
  let sessionLog: SessionLog | undefined;
  let hidden = 0;

  function requireOpen(): void {
    const refusal = refusalIn(state);
    if (refusal !== undefined) throw refusal;
  }

  return {
    execution,
    work,
    bucket,
    closed: closing.signal,
    secrets: known,
    connections,
    isBundled: false,
    keyedCalls: 0,
    requireOpen,
    connect(log) {
      sessionLog = log;
      state = "open";
    },
    async run(call) {
      requireOpen();
      const done = call();
      underWay.add(done);
      try {
        return await done;
      } finally {
        underWay.delete(done);
      }
    },
    async log(text) {
      requireOpen();
      await sessionLog?.write(text);
    },
    hide(secrets) {
      const unknown = secrets.filter((text) => !known.has(text));
      if (unknown.length === 0) return;
      hidden += unknown.length;
      if (hidden > mostHidden) {
        throw new Refusal(403, "too_many_secrets", `One execution may read ${String(mostHidden)} secret texts.`);
      }
      for (const text of unknown) known.add(text);
      sessionLog?.hide(unknown);
    },
    mask: (text) => sessionLog?.mask(text) ?? "",
    async close(next) {
      if (state !== "ended") state = next;
      closing.abort(refusalIn(state));
      for (const connection of connections) connection.destroy();
      await Promise.allSettled(underWay);
    },
  };
}

function refusalIn(state: SessionState): Refusal | undefined {
  switch (state) {
    case "open":
      return undefined;
    case "waiting":
      return notNow("not_ready", "The execution is only being taken up: ask again.");
    case "left":
      return notNow("shutting_down", "The program is leaving; the execution goes on: ask again.");
    case "ended":
      return new Refusal(401, "revoked_token", "The execution has ended, and its token with it.");
  }
}
