import { systemClock } from "../../base/clock.ts";
import { createSeededRandom, type SeededRandom } from "../seeded-random.ts";
import { checkWorld, type Checked } from "./check-world.ts";
import type { Doom } from "./fault-points.ts";
import type { Life } from "./life.ts";
import { createWorld, type World, type WorldChoices } from "./world.ts";

export interface Campaign extends WorldChoices {
  readonly crashes: number;
  readonly seed: number;
  /** Dies at this point alone, in turn at its first, second, third passing. */
  readonly at?: string | undefined;
  /** Crashes between two looks at everything. */
  readonly between: number;
  /** Called after each crash and each look. */
  readonly tell: (line: string) => void;
}

export interface CampaignReport {
  readonly seed: number;
  readonly crashes: number;
  readonly looks: number;
  readonly seconds: number;
  readonly checked: Checked;
  /** How often it died at each point. */
  readonly died: ReadonlyMap<string, number>;
  /** Points that were passed and never died at. */
  readonly spared: readonly string[];
  readonly jobsAsked: number;
}

/** A campaign found something wrong. */
export class CampaignFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = "CampaignFailure";
  }
}

/** Without a crash for so long, the daemon is to die at one of the next points, milliseconds. */
const impatientAfterMs = 1_200;
/** A random end lies within so many points of the start: a start and a handful of jobs. */
const mostPoints = 140;
const repetitions = 3;

/**
 * Lets a daemon die again and again while it works, and looks now and then whether anything was lost, doubled, left or
 * stuck.
 * @throws CampaignFailure naming the seed, the latest crashes and what is wrong
 */
export async function runCampaign(campaign: Campaign): Promise<CampaignReport> {
  const { seed, crashes, between, tell } = campaign;
  const random = createSeededRandom(seed);
  const startedAt = systemClock.elapsed();
  const world = await createWorld(campaign);
  const checked: Checked = { jobs: 0, executions: 0, occurrences: 0, wholeLogs: 0, lost: 0 };
  const died = new Map<string, number>();
  const known = new Map<string, number>();
  const latest: string[] = [];
  let count = 0;
  let looks = 0;
  try {
    await look(world, random, known, checked);
    while (count < crashes) {
      const doom = chooseDoom(random, known, died, campaign.at);
      const point = await live(world, random, doom);
      count += 1;
      died.set(point, (died.get(point) ?? 0) + 1);
      if (!known.has(point)) known.set(point, 1);
      latest.push(point);
      tell(`${String(count)} died at: ${point}`);
      if (count % between !== 0 && count < crashes) continue;
      await look(world, random, known, checked);
      latest.length = 0;
      looks += 1;
      tell(`${String(count)} crashes, ${String(world.asked.length)} jobs asked for, all is well`);
    }
    const spared = [...known.keys()].filter((name) => !died.has(name));
    const seconds = (systemClock.elapsed() - startedAt) / 1_000;
    const report = { seed, crashes: count, looks, seconds, checked, died, spared, jobsAsked: world.asked.length };
    world.remove();
    return report;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new CampaignFailure(
      `seed ${String(seed)}, after ${String(count)} crashes, the latest at\n  ${latest.join("\n  ")}\n${words}\nits data: ${world.dataDirectory}`,
    );
  }
}

/** Points that nobody has died at come first, then those died at least often; half of all are left to chance. */
function chooseDoom(
  random: SeededRandom,
  known: ReadonlyMap<string, number>,
  died: ReadonlyMap<string, number>,
  at: string | undefined,
): Doom {
  if (at !== undefined) return { name: at, count: random.integer(1, repetitions) };
  if (random.chance(0.4)) return { count: random.integer(1, mostPoints) };
  const names = [...known.keys()].sort();
  const fewest = Math.min(...names.map((name) => died.get(name) ?? 0));
  const name = random.pick(names.filter((candidate) => (died.get(candidate) ?? 0) === fewest));
  return { name, count: fewest === 0 ? 1 : random.integer(1, repetitions) };
}

/** One life, up to its death. @returns where it died */
async function live(world: World, random: SeededRandom, doom: Doom): Promise<string> {
  const life = world.begin(doom);
  if (await life.ready) {
    const cancel = systemClock.after(impatientAfterMs, () => {
      life.arm({ count: random.integer(1, 40) });
    });
    const working = keepWorking(world, life, random);
    try {
      await life.ended;
    } finally {
      cancel();
      await working;
    }
  }
  const point = await life.ended;
  if (point === undefined) throw new Error("a daemon that was to die has stopped");
  return point;
}

async function keepWorking(world: World, life: Life, random: SeededRandom): Promise<void> {
  let isOver = false;
  void life.ended.finally(() => (isOver = true)).catch(() => undefined);
  while (!isOver) {
    await world.work(life, random);
    await Promise.race([life.ended.catch(() => undefined), pause(random.integer(20, 200))]);
  }
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    systemClock.after(delayMs, resolve);
  });
}

/** Lets everything come to its end in a daemon that lives, and checks all of it. */
async function look(world: World, random: SeededRandom, known: Map<string, number>, checked: Checked): Promise<void> {
  const life = world.begin(undefined);
  if (!(await life.ready)) throw new Error("a daemon that was to live has died");
  await life.ask((api) => api.events.setStatus.mutate({ id: world.scheduledId, status: "ACTIVE" }));
  if (world.asked.length === 0) for (let turn = 0; turn < 8; turn++) await world.work(life, random);
  await world.calm(life);
  await checkWorld(world, life, checked);
  for (const [name, passed] of await life.counts()) known.set(name, Math.max(known.get(name) ?? 0, passed));
  await life.ask((api) => api.events.setStatus.mutate({ id: world.scheduledId, status: "ACTIVE" }));
  await life.stop();
}
