import type { Writable } from "node:stream";
import { systemClock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import { createEngine, type Engine } from "../../executors/docker/engine.ts";
import { createLocalCommands } from "../../executors/local/local-commands.ts";
import type { CommandChannel } from "../../executors/spool/command-channel.ts";
import { verbOf } from "../../executors/spool/runner-commands.ts";
import { createConnectionPool } from "../../executors/ssh/connection-pool.ts";
import { createServerAccess } from "../../executors/ssh/create-server-access.ts";
import type { Reach } from "../../host/executors.ts";
import type { FaultPoints } from "./fault-points.ts";

/** What executors reach the outside with, with a fault point before and after every effect. */
export function faultyReach(points: FaultPoints, logger: Logger): Required<Reach> {
  const commands = createLocalCommands();
  const access = createServerAccess(createConnectionPool(systemClock, logger), systemClock);
  return {
    commands: {
      ...commands,
      open: (command, use, signal) => opening("this computer", command, () => commands.open(command, use, signal)),
    },
    access: {
      ...access,
      commandsOn(server) {
        const shells = access.commandsOn(server);
        return {
          ...shells,
          open: (command, use, signal) => opening("server", command, () => shells.open(command, use, signal)),
        };
      },
    },
    engine: faultyEngine(createEngine({ clock: systemClock }), points),
  };

  async function opening(place: string, command: string, open: () => Promise<CommandChannel>): Promise<CommandChannel> {
    const verb = verbOf(command);
    const name = `${place} ${verb ?? "other"}`;
    points.pass(`${name}: before the command`);
    const channel = await open();
    points.pass(`${name}: the command is open`);
    channel.stdout.once("readable", () => {
      points.pass(`${name}: it answers`);
    });
    void channel.ended.then(() => {
      points.pass(`${name}: it has ended`);
    });
    if (verb === "start" || verb === "store" || verb === "install") tearWrites(channel.stdin, name, points);
    return channel;
  }
}

/** A crash before what is sent, after its first half, and after all of it. */
function tearWrites(stream: Writable, name: string, points: FaultPoints): void {
  const write = stream.write.bind(stream) as (bytes: Uint8Array) => boolean;
  stream.write = ((bytes: Uint8Array): boolean => {
    const half = Math.floor(bytes.length / 2);
    points.pass(`${name}: before the payload`);
    write(bytes.subarray(0, half));
    points.pass(`${name}: half of the payload is sent`);
    const more = write(bytes.subarray(half));
    points.pass(`${name}: the payload is sent`);
    return more;
  }) as Writable["write"];
}

/** Calls that only look have no point of their own. */
const looking: ReadonlySet<string> = new Set(["endpoint", "version"]);

function faultyEngine(engine: Engine, points: FaultPoints): Engine {
  return new Proxy(engine, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function" || looking.has(String(key))) return value;
      return async (...given: unknown[]) => {
        const name = `container ${String(key)}`;
        points.pass(`${name}: before the call`);
        const result: unknown = await Reflect.apply(value, target, given);
        points.pass(`${name}: after the call`);
        if (key === "attach") tearWrites(result as Writable, name, points);
        return result;
      };
    },
  });
}
