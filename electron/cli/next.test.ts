import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { createFakeClock } from "../testing/fake-clock.ts";
import { createCommandWorld } from "../testing/command-world.ts";

const now = Date.UTC(2026, 2, 2, 12);
const world = createCommandWorld({ dataDirectory: tmpdir(), clock: createFakeClock(now) });

it("prints the next due instants of an expression, in UTC and on its zone's clock", async () => {
  const { status, text } = await world.run(
    "next",
    "--cron",
    "30 2 * * *",
    "--timezone",
    "Europe/Berlin",
    "--count",
    "2",
  );
  expect({ status, text }).toEqual({
    status: 0,
    text:
      "At 02:30 every day (Europe/Berlin)\n" +
      "2026-03-03T01:30:00Z  2026-03-03 02:30:00 Europe/Berlin  in 13h\n" +
      "2026-03-04T01:30:00Z  2026-03-04 02:30:00 Europe/Berlin  in 1d\n",
  });
});

it("takes the bounds as (from, until], and gives all of them", async () => {
  const words = ["--from", "2026-03-29T00:00:00Z", "--until", "2026-03-29T12:00:00Z"];
  expect(await world.json("next", "--cron", "0 * * * *", ...words)).toMatchObject({
    due: Array.from({ length: 12 }, (_, hour) => new Date(Date.UTC(2026, 2, 29, hour + 1)).toISOString()),
    timezone: "UTC",
  });
});

it("says in one line what is wrong", async () => {
  const { status, text, stderr } = await world.run("next", "--cron", "0 0 30 2 *");
  expect({ status, text }).toEqual({ status: 1, text: "" });
  expect(stderr).toMatch(/^cronium: .*never comes in February.*\n$/);
  expect((await world.run("next", "--cron", "* * * * *", "--timezone", "Mars/Base")).stderr).toMatch(/no time zone/);
});

it("answers each line of stdin on its own line, mistakes too", async () => {
  const line = {
    cron: "0 8 * * *",
    timezone: "Europe/Berlin",
    from: "2026-03-28T07:00:00Z",
    until: "2026-03-30T06:00:00Z",
  };
  world.input = [
    JSON.stringify(line),
    "nonsense",
    JSON.stringify({ ...line, cron: "61 * * * *" }),
    JSON.stringify({ ...line, timezone: "Nowhere" }),
    JSON.stringify({ ...line, until: undefined }),
    JSON.stringify({ ...line, cron: "* * * * * *", until: "2030-01-01T00:00:00Z" }),
    JSON.stringify({ ...line, until: line.from }),
  ].join("\n");
  const { status, text } = await world.run("next", "--stdin");
  const answers = text
    .trimEnd()
    .split("\n")
    .map((answer) => JSON.parse(answer) as { due?: string[]; error?: string });
  expect(status).toBe(0);
  expect(answers).toEqual([
    { due: ["2026-03-29T06:00:00.000Z", "2026-03-30T06:00:00.000Z"] },
    { error: expect.stringContaining("not JSON") },
    { error: expect.stringContaining("minute") },
    { error: expect.stringContaining('no time zone "Nowhere"') },
    { error: expect.stringContaining("until") },
    { error: expect.stringContaining("more than 100000") },
    { due: [] },
  ]);
});

it("answers ten thousand lines", async () => {
  world.input = Array.from({ length: 10_000 }, (_, index) =>
    JSON.stringify({
      cron: `${String(index % 60)} ${String(index % 24)} * * *`,
      timezone: index % 2 === 0 ? "Europe/Berlin" : "America/New_York",
      from: "2026-01-01T00:00:00Z",
      until: "2026-01-08T00:00:00Z",
    }),
  ).join("\n");
  const { text } = await world.run("next", "--stdin");
  const answers = text.trimEnd().split("\n");
  expect(answers).toHaveLength(10_000);
  expect(answers.every((answer) => (JSON.parse(answer) as { due: string[] }).due.length === 7)).toBe(true);
});
