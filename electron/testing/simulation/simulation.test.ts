import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chooseScenario } from "./choose-scenario.ts";
import { decideByTheRules, type Circumstances, type ExpectedRow } from "./model-decide.ts";
import { shrink } from "./shrink.ts";
import { openWorkplace, play, playSeed } from "./workplace.ts";

const size = { events: 4 };
let workplace: Awaited<ReturnType<typeof openWorkplace>>;

beforeAll(async () => {
  workplace = await openWorkplace();
});
afterAll(() => {
  workplace.close();
});

test("the program and the model agree, whatever happens to the computer and the events", async () => {
  for (const seed of [3, 5, 8, 13]) {
    const report = await playSeed(seed, size, workplace);
    expect(report.failure, `seed ${String(seed)}`).toBeUndefined();
    expect(report.due).toBeGreaterThan(0);
  }
});

test("a seed is the same life every time", async () => {
  const first = await playSeed(21, size, workplace);
  const second = await playSeed(21, size, workplace);
  const other = await playSeed(22, size, workplace);
  expect(second).toEqual(first);
  expect(other.trace).not.toBe(first.trace);
});

type Rules = (circumstances: Circumstances) => ExpectedRow[];

const wrongRules: Readonly<Record<string, Rules>> = {
  "an instant that is lost": (circumstances) => decideByTheRules(circumstances).slice(1),
  "an instant that is there twice": (circumstances) => {
    const rows = decideByTheRules(circumstances);
    return [...rows, ...rows.slice(-1)];
  },
  "one more than the cap": ({ policies, ...rest }) =>
    decideByTheRules({ ...rest, policies: { ...policies, missedCap: policies.missedCap + 1 } }),
  "a window that ends a millisecond earlier": ({ policies, ...rest }) =>
    decideByTheRules({ ...rest, policies: { ...policies, missedWindowMs: policies.missedWindowMs - 1 } }),
  "a calendar that is ignored": (circumstances) =>
    decideByTheRules({ ...circumstances, blockingAt: () => ({ whole: [], servers: new Map() }) }),
  "a run that is not counted": ({ runCount, ...rest }) =>
    decideByTheRules({ ...rest, runCount: Math.max(0, runCount - 1) }),
  "a job that is not seen to be under way": ({ underWay, ...rest }) =>
    decideByTheRules({ ...rest, underWay: Math.max(0, underWay - 1) }),
  "lateness that begins a millisecond earlier": ({ now, ...rest }) => decideByTheRules({ ...rest, now: now + 1 }),
};

describe("a difference is noticed", () => {
  test.each(Object.entries(wrongRules))(
    "%s",
    async (_name, decide) => {
      for (let seed = 1; seed <= 60; seed++) {
        const { failure } = await play(chooseScenario(seed, size), workplace, { decide });
        if (failure !== undefined) return;
      }
      expect.unreachable("60 scenarios agree with rules that are wrong");
    },
    120_000,
  );
});

test("a scenario that fails is made smaller", async () => {
  const decide = wrongRules["a calendar that is ignored"] ?? decideByTheRules;
  const run = async (scenario: Parameters<typeof play>[0]) => (await play(scenario, workplace, { decide })).failure;
  let seed = 1;
  while ((await run(chooseScenario(seed, size))) === undefined) seed += 1;
  const scenario = chooseScenario(seed, size);
  const failure = await run(scenario);
  if (failure === undefined) throw new Error("the second time it did not fail");
  const smallest = await shrink({ scenario, failure }, run, (tries) => tries >= 60);
  expect(smallest.scenario.steps.length).toBeLessThan(scenario.steps.length);
  expect(await run(smallest.scenario)).toEqual(smallest.failure);
});
