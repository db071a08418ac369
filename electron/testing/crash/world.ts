import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BedServer } from "../../../e2e/bed/read-bed.mjs";
import { sleep, systemClock } from "../../base/clock.ts";
import { randomIds } from "../../base/ids.ts";
import { openReadConnection } from "../../store/connection.ts";
import type { SeededRandom } from "../seeded-random.ts";
import { watchContainers, type ContainerWatch } from "./container-watch.ts";
import { beginLife, type Api, type Life } from "./life.ts";
import {
  actionsOf,
  drawKind,
  eventOf,
  followUpEvent,
  kindsOf,
  scheduledEvent,
  serverInput,
  type CrashPlace,
  type Kind,
} from "./workload.ts";

/** No more is asked for while so many jobs are unfinished. */
const longestBacklog = 10;

/** A job that was asked for, whether or not the answer came. */
export interface Asked {
  readonly key: string;
  readonly kind: Kind;
  /** Known once the daemon has answered. */
  jobId: string | undefined;
  /** The end of it was asked for, and the daemon has said yes. */
  cancelled: boolean;
  settled: boolean;
}

export interface WorldChoices {
  readonly program: string;
  readonly places: readonly CrashPlace[];
  readonly servers: readonly BedServer[];
  readonly image: string;
}

/** One data directory, all that was asked of its daemons, and what can be seen of it from outside. */
export interface World {
  readonly dataDirectory: string;
  readonly canary: string;
  readonly startsFile: string;
  readonly asked: readonly Asked[];
  readonly kinds: ReadonlyMap<number, Kind>;
  readonly scheduledId: number;
  /** Follows each job of the kind that `followed` names. */
  readonly followUpId: number;
  readonly servers: readonly BedServer[];
  readonly containers: ContainerWatch | undefined;
  begin(doom: Parameters<typeof beginLife>[2]): Life;
  /** Asks for some jobs and for the end of some, until the daemon dies or everything is asked. */
  work(life: Life, random: SeededRandom): Promise<void>;
  /** Waits until nothing is unfinished and nothing is left to clean up. */
  calm(life: Life): Promise<void>;
  remove(): void;
}

/** How long everything may take to come to its end, milliseconds: a loaded machine, and servers that wait. */
const calmWithinMs = 120_000;
const askEveryMs = 50;

/** Makes the data directory, its servers and its events. */
export async function createWorld({ program, places, servers, image }: WorldChoices): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "cronium-crash-"));
  const dataDirectory = join(folder, "data");
  mkdirSync(dataDirectory, { mode: 0o700 });
  // Scripts of other accounts leave their marks here.
  chmodSync(folder, 0o755);
  const startsFile = join(folder, "starts");
  writeFileSync(startsFile, "");
  chmodSync(startsFile, 0o666);
  const canary = randomIds.token();
  const containers = places.includes("container") ? await watchContainers(dataDirectory) : undefined;
  const asked: Asked[] = [];
  const life = beginLife(program, dataDirectory, undefined);
  const made = await life.ask(async (api) => {
    await api.settings.set.mutate({ concurrency: 6, backupEveryHours: 0 });
    const serverIds: number[] = [];
    for (const server of places.includes("ssh") ? servers : []) {
      const { id } = await api.servers.create.mutate(serverInput(server, readFileSync(server.privateKeyFile, "utf8")));
      const check = await api.servers.test.mutate({ id });
      if (check.status !== "online") throw new Error(`${server.name} is ${check.status}`);
      serverIds.push(id);
    }
    const followUp = await api.events.create.mutate(followUpEvent(startsFile));
    const kinds = new Map<number, Kind>();
    for (const kind of kindsOf(places)) {
      const event = {
        ...eventOf(kind, { startsFile, serverIds, image, canary }),
        actions: actionsOf(kind, followUp.id),
      };
      kinds.set((await api.events.create.mutate(event)).id, kind);
    }
    const anchorMs = Math.ceil(systemClock.now() / 1_000) * 1_000;
    const scheduled = await api.events.create.mutate(scheduledEvent(startsFile, anchorMs));
    return { kinds, scheduledId: scheduled.id, followUpId: followUp.id };
  });
  await life.stop();
  if (made === undefined) throw new Error("the daemon died while its events were made");
  const idOf = new Map([...made.kinds].map(([id, kind]) => [kind, id]));
  const kinds = [...made.kinds.values()];

  async function workOn(api: Api, random: SeededRandom): Promise<void> {
    for (const one of asked) if (one.jobId === undefined) await run(api, one);
    const open = asked.filter((one) => !one.settled);
    for (const one of open) {
      if (one.jobId === undefined) continue;
      const job = await api.jobs.get.query({ id: one.jobId });
      if (job.finishedAt !== undefined) one.settled = true;
      else if (one.kind.course === "is cancelled" && (job.status === "running" || random.chance(0.2))) {
        await cancel(api, one);
      }
    }
    const room = longestBacklog - asked.filter((one) => !one.settled).length;
    for (let left = Math.min(room, random.integer(1, 4)); left > 0; left--) {
      const one: Asked = {
        key: randomIds.token(),
        kind: drawKind(random, kinds),
        jobId: undefined,
        cancelled: false,
        settled: false,
      };
      asked.push(one);
      await run(api, one);
    }
  }

  async function run(api: Api, one: Asked): Promise<void> {
    const id = idOf.get(one.kind);
    if (id === undefined) throw new Error(`there is no event for ${one.kind.name}`);
    one.jobId = (await api.events.run.mutate({ id, idempotencyKey: one.key })).jobId;
  }

  async function cancel(api: Api, one: Asked): Promise<void> {
    if (one.jobId === undefined || one.cancelled) return;
    try {
      await api.jobs.cancel.mutate({ id: one.jobId });
      one.cancelled = true;
    } catch (error) {
      if (!String(error).includes("already ended")) throw error;
    }
  }

  return {
    dataDirectory,
    canary,
    startsFile,
    asked,
    kinds: made.kinds,
    scheduledId: made.scheduledId,
    followUpId: made.followUpId,
    servers: places.includes("ssh") ? servers : [],
    containers,
    begin: (doom) => beginLife(program, dataDirectory, doom),
    async work(given, random) {
      await given.ask((api) => workOn(api, random));
    },
    async calm(given) {
      await given.ask((api) => api.events.setStatus.mutate({ id: made.scheduledId, status: "PAUSED" }));
      const giveUpAt = systemClock.elapsed() + calmWithinMs;
      for (;;) {
        const left = await given.ask(async (api) => {
          for (const one of asked) {
            if (one.jobId === undefined) await run(api, one);
            if (one.kind.course === "is cancelled" && !one.settled) await cancel(api, one);
          }
          const counts = await api.jobs.counts.query({});
          return counts.queued + counts.claimed + counts.running + pendingMessages(dataDirectory);
        });
        if (left === 0) return;
        if (left === undefined) throw new Error("a daemon that was to live has died");
        if (systemClock.elapsed() > giveUpAt) {
          throw new Error(`${String(left)} jobs are stuck: ${await describeStuck(given)}`);
        }
        await sleep(systemClock, askEveryMs);
      }
    },
    remove() {
      containers?.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 50 });
    },
  };
}

/** What is still to be delivered, and may queue another job. */
function pendingMessages(dataDirectory: string): number {
  const connection = openReadConnection(join(dataDirectory, "cronium.sqlite"));
  try {
    const statement = connection.prepare("SELECT count(*) AS count FROM outbox WHERE status = 'pending'");
    return (statement.get() as { readonly count: number }).count;
  } finally {
    connection.close();
  }
}

async function describeStuck(life: Life): Promise<string> {
  const page = await life.ask((api) => api.jobs.list.query({ statuses: ["queued", "claimed", "running"] }));
  return (page?.jobs ?? []).map((job) => `${job.id} ${job.eventName}: ${job.status}`).join("; ");
}
