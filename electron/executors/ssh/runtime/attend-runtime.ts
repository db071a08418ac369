import type { RuntimeWay } from "../../../../shared/words.ts";
import { sleep, type Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/logger.ts";
import type {
  ExecutionContext,
  ExecutionOutcome,
  ExecutionRequest,
  RuntimeBundle,
  RuntimeDoor,
  ServerConnection,
} from "../../executor.ts";
import type { CommandSpool, OwnThings } from "../../spool/command-spool.ts";
import { isLinkTrouble } from "../../spool/spooled-run.ts";
import { ForwardingRefusedError, type Forward, type ServerAccess } from "../server-access.ts";
import { callsFile, createCallCollector, type CallCollector } from "./collect-calls.ts";
import type { RefusedForwards } from "./refused-forwards.ts";
import { tendTunnel } from "./tunnel.ts";

/** The variable that holds an execution's token. */
export const tokenVariable = "CRONIUM_EXECUTION_TOKEN";

const addressName = "address";
const addressFile = `runtime/out/${addressName}`;
const lookPauseMs = 2_000;
/** What a run that ended otherwise than by itself has noted is waited for no longer, milliseconds. */
const endLimitMs = 30_000;

/** How the script of one run reaches the runtime API, for as long as this process attends it. */
export interface RuntimeAttendance {
  /** Opens the door already, where there is to be one, so that `prepare` need not wait for it. */
  begin(): void;
  /** Decides the way, and gives what the script needs for it. For `prepare` of its spool. */
  prepare(signal: AbortSignal): Promise<OwnThings>;
  /** Sees to a run that was begun before, beside what else is done for it. */
  takeUp(): void;
  /** What comes of a run once all that its script has asked for is done. */
  settle(outcome: ExecutionOutcome): Promise<ExecutionOutcome>;
  /** Nothing is waited for any more. */
  leave(): Promise<void>;
}

export interface AttendanceParts {
  readonly access: Pick<ServerAccess, "forward">;
  readonly server: ServerConnection;
  readonly request: ExecutionRequest;
  readonly door: RuntimeDoor;
  readonly context: ExecutionContext;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly refused: RefusedForwards;
  readonly spool: () => CommandSpool;
}

export function attendRuntime(parts: AttendanceParts): RuntimeAttendance {
  const { access, server, request, door, context, clock, logger, refused, spool } = parts;
  const ended = new AbortController();
  let way: RuntimeWay | "unknown" | undefined;
  let underWay: Promise<void> = Promise.resolve();
  let noted: Promise<void> = Promise.resolve();
  let collector: CallCollector | undefined;
  let opening: Promise<Forward | undefined> | undefined;

  function collectorOf(bundle: RuntimeBundle): CallCollector {
    collector ??= createCallCollector({ spool: spool(), bundle, clock, log: context.log });
    return collector;
  }

  /** @returns undefined where connections do not come through */
  async function openDoor(signal: AbortSignal): Promise<Forward | undefined> {
    if (server.options?.runtimeApi === "bundled" || refused.has(server)) return undefined;
    try {
      return await access.forward(server, door.accept, signal);
    } catch (error) {
      if (!(error instanceof ForwardingRefusedError) || door.bundle === undefined) throw error;
      refused.note(server);
      return undefined;
    }
  }

  function tend(open: Forward | undefined, original: string, present: string): Promise<void> {
    const moved = (url: string, signal: AbortSignal) => spool().write(addressName, `${original} ${url}\n`, signal);
    const common = { access, server, clock, logger, ended: ended.signal };
    return tendTunnel({ ...common, accept: door.accept, moved }, open, present);
  }

  /** Finds out which way a run was given that an earlier process began; one that has neither is left alone. */
  async function lookAndTend(): Promise<void> {
    while (!ended.signal.aborted) {
      try {
        const address = await spool().read(addressFile, 1_000, ended.signal);
        const [original, present] = address?.bytes.toString("utf8").trim().split(" ") ?? [];
        if (original !== undefined && present !== undefined) {
          way = "tunnel";
          await tend(undefined, original, present);
          return;
        }
        const calls = await spool().read(callsFile, 1, ended.signal);
        way = calls === undefined ? undefined : "bundled";
        if (calls === undefined || door.bundle === undefined) return;
        await collectorOf(door.bundle).follow(ended.signal);
        return;
      } catch (error) {
        if (ended.signal.aborted) return;
        if (!isLinkTrouble(error)) {
          logger.warn({ error, server: server.name }, "how a script reaches the program could not be found out");
          return;
        }
        await sleep(clock, lookPauseMs, ended.signal).catch(() => undefined);
      }
    }
  }

  return {
    begin() {
      opening = openDoor(AbortSignal.any([context.stop, context.detach, ended.signal]));
      // Whoever prepares hears of its failure.
      opening.catch(() => undefined);
    },
    async prepare(signal) {
      const begun = opening ?? openDoor(signal);
      opening = undefined;
      const open = await begun;
      if (open !== undefined) {
        way = "tunnel";
        underWay = tend(open, open.url, open.url);
        noteWay(way);
        return {
          environment: { CRONIUM_RUNTIME_API: open.url, ...tokenOf(request) },
          places: { CRONIUM_RUNTIME_ADDRESS_FILE: addressFile },
          files: [{ path: addressFile, bytes: Buffer.from(`${open.url} ${open.url}\n`) }],
        };
      }
      if (door.bundle === undefined) return { environment: {}, files: [] };
      const { files, environment } = await door.bundle.pack();
      way = "bundled";
      underWay = collectorOf(door.bundle).follow(ended.signal);
      noteWay(way);
      return {
        environment,
        places: { CRONIUM_RUNTIME_DIRECTORY: "runtime" },
        files: files.map(({ path, bytes }) => ({ path: `runtime/${path}`, bytes })),
      };
    },
    takeUp() {
      way = "unknown";
      underWay = lookAndTend();
    },
    async settle(outcome) {
      await leave();
      if (outcome.kind === "detached" || door.bundle === undefined) return outcome;
      if (way !== "bundled" && way !== "unknown") return outcome;
      if (await fetchRest(collectorOf(door.bundle), outcome)) return outcome;
      // The run is there still: it is taken up again, and all of it collected.
      if (context.detach.aborted) return { kind: "detached" };
      const words =
        "What the script noted last could not be fetched from its server: changes and output may be missing";
      await context.log.write("system", Buffer.from(`${words}.\n`));
      return outcome;
    },
    leave,
  };

  /** The script does not wait for it. */
  function noteWay(found: RuntimeWay): void {
    noted = (context.runtimeWay?.(found) ?? Promise.resolve()).catch((error: unknown) => {
      logger.warn({ error, way: found }, "how a script reaches the program could not be noted");
    });
  }

  async function leave(): Promise<void> {
    ended.abort();
    // It was never asked for.
    (await opening?.catch(() => undefined))?.close();
    await Promise.all([underWay, noted]);
  }

  /** A script that ended by itself has its calls carried out however long that takes, unless somebody stops it. */
  async function fetchRest(calls: CallCollector, { kind }: ExecutionOutcome): Promise<boolean> {
    const overdue = new AbortController();
    const giveUp = (): void => {
      overdue.abort();
    };
    const cancel = clock.after(endLimitMs, () => {
      if (kind !== "exited" || context.stop.aborted) giveUp();
      else context.stop.addEventListener("abort", giveUp, { once: true });
    });
    try {
      return await calls.finish(AbortSignal.any([context.detach, overdue.signal]));
    } finally {
      cancel();
      context.stop.removeEventListener("abort", giveUp);
    }
  }
}

function tokenOf({ environment }: ExecutionRequest): Readonly<Record<string, string>> {
  const token = environment[tokenVariable];
  return token === undefined ? {} : { [tokenVariable]: token };
}
