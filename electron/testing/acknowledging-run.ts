import { writeSync } from "node:fs";
import { nextTurn, systemClock } from "../base/clock.ts";
import { openStore } from "../store/store.ts";

/*
 * A process of its own that writes until it is killed: `node acknowledging-run.ts DATABASE`. Many at once write a pair
 * of rows each; every third changes its mind. What was acknowledged it says on stdout, one number a line.
 */
const [path = ""] = process.argv.slice(2);
const store = openStore({ path, clock: systemClock, programVersion: "1.0.0" });
const writersAtOnce = 40;
let last = 0;

async function writePair(number: number): Promise<void> {
  await store.write.transaction().execute(async (transaction) => {
    const row = { value: String(number), updated_at: systemClock.now() };
    await transaction
      .insertInto("variables")
      .values({ ...row, key: `left ${String(number)}` })
      .execute();
    await transaction
      .insertInto("variables")
      .values({ ...row, key: `right ${String(number)}` })
      .execute();
    if (number % 3 === 0) throw new Error("changed its mind");
  });
}

async function writeOn(): Promise<never> {
  for (;;) {
    const number = ++last;
    await writePair(number).then(
      () => writeSync(1, `${String(number)}\n`),
      () => undefined,
    );
    if (number % 7 === 0) await nextTurn();
  }
}

await Promise.all(Array.from({ length: writersAtOnce }, writeOn));
