import type { RuntimeWay } from "../../../../shared/words.ts";
import { sleep, type Clock } from "../../../base/clock.ts";
import { withDeadline } from "../../../base/deadline.ts";
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
import { doorKey } from "../../spool/door-key.ts";
import { ForwardingRefusedError } from "../server-access.ts";
import { addressText, parseAddress, type AddressFile } from "./address-file.ts";
import { callsFile, createCallCollector, type CallCollector } from "./collect-calls.ts";
import type { Door, Doors } from "./open-door.ts";
import { tendTunnel } from "./tunnel.ts";

/** The variable that holds an execution's token. */
export const tokenVariable = "CRONIUM_EXECUTION_TOKEN";

const addressName = "address";
const addressFile = `runtime/out/${addressName}`;
const lookPauseMs = 2_000;
/** What a run that ended otherwise than by itself has noted is waited for no longer, milliseconds. */
const endLimitMs = 30_000;
/** The socket of a run that never began is removed within this, or by the server's next sweep; milliseconds. */
const clearLimitMs = 10_000;

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
  readonly doors: Doors;
  readonly server: ServerConnection;
  readonly request: ExecutionRequest;
  readonly door: RuntimeDoor;
  readonly context: ExecutionContext;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly spool: () => CommandSpool;
}

export function attendRuntime(parts: AttendanceParts): RuntimeAttendance {
  const { doors, server, request, door, context, clock, logger, spool } = parts;
  const common = { key: doorKey(request.executionId), server, accept: door.accept };
  const ended = new AbortController();
  let way: RuntimeWay | "unknown" | undefined;
  let underWay: Promise<void> = Promise.resolve();
  let noted: Promise<void> = Promise.resolve();
  let collector: CallCollector | undefined;
  let opening: Promise<Door | undefined> | undefined;
  let lastSocket: string | undefined;

  function collectorOf(bundle: RuntimeBundle): CallCollector {
    collector ??= createCallCollector({ spool: spool(), bundle, clock, log: context.log });
    return collector;
  }

  /** @returns undefined where connections do not come through */
  async function openDoor(signal: AbortSignal): Promise<Door | undefined> {
    if (server.options?.runtimeApi === "bundled") return undefined;
    try {
      const opened = await doors.open({ ...common, socket: "where-allowed" }, signal);
      lastSocket = opened.socket;
      return opened;
    } catch (error) {
      if (!(error instanceof ForwardingRefusedError) || door.bundle === undefined) throw error;
      return undefined;
    }
  }

  function tend(opened: Door | undefined, known: AddressFile): Promise<void> {
    const { original, knowsSockets } = known;
    return tendTunnel(
      {
        serverName: server.name,
        clock,
        logger,
        ended: ended.signal,
        open({ url, socket }, signal) {
          const wish = !knowsSockets ? "never" : socket === undefined ? "where-allowed" : "always";
          return doors.open({ ...common, port: Number(new URL(url).port), socket: wish }, signal);
        },
        async moved({ url, socket }, signal) {
          const text = addressText({ original, knowsSockets, url, socket });
          if (!(await spool().write(addressName, text, signal))) return false;
          if (socket !== undefined) await clear(socket, socket, signal);
          return true;
        },
      },
      opened,
      known,
    );
  }

  /** What it leaves is removed with the run. */
  async function clear(like: string, except: string | undefined, signal: AbortSignal): Promise<void> {
    await doors.clear(server, like, except, signal).catch((error: unknown) => {
      logger.debug({ error, server: server.name }, "sockets that no script goes by any more could not be removed");
    });
  }

  /** Finds out which way a run was given that an earlier process began; one that has neither is left alone. */
  async function lookAndTend(): Promise<void> {
    while (!ended.signal.aborted) {
      try {
        const address = await spool().read(addressFile, 1_000, ended.signal);
        const known = address && parseAddress(address.bytes.toString("utf8"));
        if (known !== undefined) {
          way = "tunnel";
          await tend(undefined, known);
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
        const { url, socket } = open;
        const known = { original: url, url, socket, knowsSockets: true };
        underWay = tend(open, known);
        noteWay(way);
        return {
          environment: {
            CRONIUM_RUNTIME_API: url,
            ...(socket !== undefined && { CRONIUM_RUNTIME_SOCKET: socket }),
            ...tokenOf(request),
          },
          places: { CRONIUM_RUNTIME_ADDRESS_FILE: addressFile },
          files: [{ path: addressFile, bytes: Buffer.from(addressText(known)) }],
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
      if (lastSocket !== undefined && leftNoSpool(outcome)) {
        const socket = lastSocket;
        await withDeadline(clock, clearLimitMs, server.name, (signal) => clear(socket, undefined, signal)).catch(
          () => undefined,
        );
      }
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

/** Whether it ended before there was anything on the server that is to be removed later. */
function leftNoSpool(outcome: ExecutionOutcome): boolean {
  return outcome.kind === "failed" || (outcome.kind === "stopped" && outcome.proof === undefined);
}

function tokenOf({ environment }: ExecutionRequest): Readonly<Record<string, string>> {
  const token = environment[tokenVariable];
  return token === undefined ? {} : { [tokenVariable]: token };
}
