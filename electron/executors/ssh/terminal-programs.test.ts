import { expect, it } from "vitest";
import { programsIn } from "./terminal-programs.ts";

/** Number, state, parent, group, session, foreground group, beginning, name. */
const listing = (...processes: readonly string[]): string => ["500", ...processes, ""].join("\n");

const first = "700 S 500 700 700 700 9100 bash";
const second = "601 S 500 601 601 640 9200 -fish (login)";

it("tells shells apart by when they began, and a waiting one from one in which something runs", () => {
  const text = listing(second, "640 S 601 640 601 640 9300 vim", first, "33 S 1 33 33 33 10 agetty");
  expect(programsIn(text, 0, 2)).toEqual([]);
  expect(programsIn(text, 1, 2)).toEqual(["vim"]);
});

it("names what ends with the shell, the foreground first, and a shell that is busy itself", () => {
  const background = "650 S 601 650 601 640 9400 sleep";
  const text = listing(second, background, "640 S 601 640 601 640 9300 make", "641 R 640 640 601 640 9500 make");
  expect(programsIn(text, 0, 1)).toEqual(["make", "sleep"]);
  expect(programsIn(listing(first.replace(" S ", " R ")), 0, 1)).toEqual(["bash"]);
});

it("says that it cannot tell where shells and terminals do not match", () => {
  expect(programsIn(listing(first, second), 0, 1)).toBeUndefined();
  expect(programsIn(listing(first), 1, 2)).toBeUndefined();
  expect(programsIn("", 0, 1)).toBeUndefined();
  expect(programsIn("sh: no /proc here\n", -1, 0)).toBeUndefined();
  // The foreground's processes are another user's, and hidden.
  expect(programsIn(listing(second), 0, 1)).toBeUndefined();
});
