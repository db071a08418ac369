import { expect, test } from "vitest";
import { expectWithinLimits, naiveClaim, type Known, type Setting } from "../testing/limits-model.ts";
import { useQueueBench } from "../testing/queue-bench.ts";
import { createSeededRandom, type SeededRandom } from "../testing/seeded-random.ts";
import { claimJobs, heldJobs, takeOver } from "./claim.ts";

const secondMs = 1_000;
const bench = useQueueBench();

async function settingOf(random: SeededRandom): Promise<Setting> {
  const eventLimits = new Map<number, number | null>();
  for (const name of ["a", "b", "c", "d"]) {
    const limit = random.pick([null, null, 1, 2]);
    eventLimits.set(await bench().addEvent(name, limit), limit);
  }
  const servers = new Map<number, { groups: readonly string[]; limit: number | null }>();
  for (const name of ["s1", "s2", "s3", "s4", "s5"]) {
    const groups = ["web", "db"].filter(() => random.chance(0.5));
    const limit = random.pick([null, 1, 2]);
    servers.set(await bench().addServer(name, groups, limit), { groups, limit });
  }
  const groupLimits = new Map<string, number>();
  for (const group of ["web", "db"]) {
    if (!random.chance(0.7)) continue;
    groupLimits.set(group, random.integer(1, 3));
    await bench().limitGroup(group, groupLimits.get(group) ?? 1);
  }
  return { eventLimits, servers, groupLimits };
}

async function queueAny(random: SeededRandom, setting: Setting, now: number): Promise<Known> {
  const eventId = random.pick([...setting.eventLimits.keys()]);
  const priority = random.integer(0, 3);
  const exclusive = random.chance(0.1);
  const all = [...setting.servers.keys()];
  const groups = random.chance(0.2) ? [random.pick(["web", "db"])] : [];
  const serverIds = random.chance(0.2) ? undefined : random.shuffle(all).slice(0, random.integer(1, 3));
  const id = await bench().queue({ eventId, now, priority, exclusive, groups, ...(serverIds && { serverIds }) });
  const wanted = serverIds === undefined ? null : JSON.stringify({ on: "servers", serverIds, groups });
  const inGroups = all.filter((server) => setting.servers.get(server)?.groups.some((group) => groups.includes(group)));
  return {
    id,
    eventId,
    priority,
    availableAt: now,
    exclusive,
    wanted,
    serverIds: serverIds === undefined ? [] : [...new Set([...serverIds, ...inGroups])],
    state: "waiting",
    open: [],
    attempt: 0,
  };
}

test.each(Array.from({ length: 12 }, (_, seed) => seed))(
  "whatever happens, no limit is exceeded, the claim does as the rules say, and all is finished at last (seed %i)",
  async (seed) => {
    const random = createSeededRandom(seed);
    const setting = await settingOf(random);
    const known: Known[] = [];
    let now = 1_000_000;
    let generation = 0;
    const owner = (): string => `owner ${String(generation)}`;

    async function claimAll(limit: number): Promise<void> {
      const expected = naiveClaim(known, setting, now, limit);
      const claimed = await claimJobs(bench().store.write, owner(), now, limit);
      expect(claimed.map((job) => job.id)).toEqual(expected);
      for (const job of known) if (expected.includes(job.id)) job.attempt = 1;
      expectWithinLimits(known, setting);
    }

    async function restart(): Promise<void> {
      generation += 1;
      for (const job of await heldJobs(bench().store.write)) {
        expect(await takeOver(bench().store.write, job, owner(), now)).toBe(true);
      }
    }

    async function proceed(job: Known): Promise<void> {
      if (job.state === "claimed") {
        const row = await bench()
          .store.write.selectFrom("jobs")
          .selectAll()
          .where("id", "=", job.id)
          .executeTakeFirstOrThrow();
        await bench().begin(row, owner(), now);
        job.state = "running";
        job.open = [...job.serverIds];
      } else if (job.open.length > 0) {
        const serverId = random.pick(job.open);
        job.open = job.open.filter((other) => other !== serverId);
        await bench().endExecution(`${job.id}_s${String(serverId)}`, owner(), now);
      } else {
        await bench().endJob(job, owner(), now);
        job.state = "ended";
      }
    }

    for (let step = 0; step < 160 || known.some((job) => job.state !== "ended"); step++) {
      expect(step).toBeLessThan(2_000);
      now += random.integer(1, 4 * secondMs);
      const underWay = known.filter((job) => job.state === "claimed" || job.state === "running");
      if (step < 160 && random.chance(0.4)) known.push(await queueAny(random, setting, now));
      else if (underWay.length > 0 && random.chance(0.6)) await proceed(random.pick(underWay));
      else if (random.chance(0.1)) await restart();
      else await claimAll(random.integer(1, 6));
    }
  },
);
