import { fileURLToPath } from "node:url";
import { createSeededRandom } from "../electron/testing/seeded-random.ts";
import { limitRow, type BenchRow, type Scale } from "./bench-row.ts";
import { median } from "./samples.ts";
import { timeCommand } from "./time-command.ts";

/** The built command, as the repository and the installed program run it. */
const program = fileURLToPath(new URL("../out/main/cronium.js", import.meta.url));
const dayMs = 86_400_000;
const rounds = 3;
const allowedMs = 5_000;

/** `cronium next --stdin`, from the start of the process to its end: other zones, expressions and years on each line. */
export async function benchNextLines(scale: Scale): Promise<BenchRow[]> {
  const count = scale(10_000);
  const input = Array.from({ length: count }, (_, index) => `${JSON.stringify(sampleLine(index))}\n`).join("");
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    times.push((await timeCommand(process.execPath, [program, "next", "--stdin"], input)).endMs);
  }
  const name = `next --stdin: ${count.toLocaleString("en")} lines, whole process`;
  return [limitRow({ name, ours: median(times), unit: "ms", atMost: allowedMs })];
}

const zones = Intl.supportedValuesOf("timeZone");
const random = createSeededRandom(1);

function sampleLine(index: number): object {
  const [minute, hour, day] = [random.integer(0, 59), random.integer(0, 23), random.integer(1, 28)].map(String);
  const crons = [
    `${minute} ${hour} * * *`,
    `*/${String(random.integer(5, 30))} * * * *`,
    `${minute} */${String(random.integer(2, 8))} * * *`,
    `${minute} ${hour} ${day} * MON`,
    `${minute} 2 L * *`,
    `${minute} 1-3 * * 1#2`,
    `30 ${minute} ${hour} * * *`,
    `${minute} ${hour} 29 2 *`,
  ];
  const fromMs = Date.UTC(
    random.integer(1990, 2060),
    random.integer(0, 11),
    random.integer(1, 28),
    random.integer(0, 23),
  );
  const untilMs = fromMs + random.integer(1, 14) * dayMs;
  return {
    cron: crons[index % crons.length],
    timezone: random.pick(zones),
    from: new Date(fromMs).toISOString(),
    until: new Date(untilMs).toISOString(),
  };
}
