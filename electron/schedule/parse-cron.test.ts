import fc from "fast-check";
import { parse as parseByNodeCron, validate as acceptedByNodeCron, validateDetailed } from "node-cron";
import { describe, expect, test } from "vitest";
import { parseCron } from "./parse-cron.ts";
import { CronError } from "./schedule-errors.ts";

function refusal(expression: string): CronError {
  try {
    parseCron(expression);
  } catch (error) {
    if (error instanceof CronError) return error;
    throw error;
  }
  throw new Error(`"${expression}" was accepted`);
}

describe("numbers, names, ranges, lists and steps", () => {
  test.each([
    ["5", [5]],
    ["*/15", [0, 15, 30, 45]],
    ["1-5", [1, 2, 3, 4, 5]],
    ["1-10/4", [1, 5, 9]],
    ["50/4", [50, 54, 58]],
    ["58-2", [0, 1, 2, 58, 59]],
    ["55-10/5", [0, 5, 10, 55]],
    ["3,1,2,1", [1, 2, 3]],
    ["*/60", [0]],
  ])("minute %s", (minute, expected) => {
    expect(parseCron(`${minute} * * * *`).minutes).toEqual(expected);
  });

  test.each([
    ["MON", [1]],
    ["mon-fri", [1, 2, 3, 4, 5]],
    ["Saturday,SUNDAY", [0, 6]],
    ["7", [0]],
    ["5-7", [0, 5, 6]],
    ["FRI-MON", [0, 1, 5, 6]],
    ["7-2", [0, 1, 2]],
    ["*/2", [0, 2, 4, 6]],
  ])("day of week %s", (weekday, expected) => {
    expect(parseCron(`0 0 * * ${weekday}`).daysOfWeek.numbers).toEqual(expected);
  });

  test("months by name and round the end of the year", () => {
    expect(parseCron("0 0 1 NOV-FEB,june *").months).toEqual([1, 2, 6, 11, 12]);
  });

  test("six fields begin with seconds, five mean second 0", () => {
    expect(parseCron("*/20 1 2 3 4 5").seconds).toEqual([0, 20, 40]);
    expect(parseCron("1 2 3 4 5").seconds).toEqual([0]);
    expect(parseCron("  1\t2  3 4 5 ").hours).toEqual([2]);
  });

  test.each([
    ["@yearly", "0 0 1 1 *"],
    ["@annually", "0 0 1 1 *"],
    ["@monthly", "0 0 1 * *"],
    ["@weekly", "0 0 * * 0"],
    ["@daily", "0 0 * * *"],
    ["@midnight", "0 0 * * *"],
    ["@HOURLY", "0 * * * *"],
  ])("%s is %s", (macro, meaning) => {
    expect(parseCron(macro)).toEqual(parseCron(meaning));
  });
});

describe("the day fields", () => {
  test("L, L-n, LW, nW, in a list with numbers", () => {
    expect(parseCron("0 0 1,L,L-2,LW,15w * *").daysOfMonth).toEqual({
      restricted: true,
      numbers: [1],
      beforeLast: [0, 2],
      nearestWeekday: [15],
      lastWeekday: true,
    });
  });

  test("nth and last weekdays, by number and by name", () => {
    expect(parseCron("0 0 * * 2#3,FRIL,sun#1,7L").daysOfWeek).toEqual({
      restricted: true,
      numbers: [],
      nth: [
        { weekday: 2, nth: 3 },
        { weekday: 0, nth: 1 },
      ],
      last: [0, 5],
    });
  });

  test.each(["*", "?", "*/1", "1-31", "16-15"])("day of month %s is no restriction", (text) => {
    expect(parseCron(`0 0 ${text} * *`).daysOfMonth.restricted).toBe(false);
  });

  test.each(["*", "?", "*/1", "0-6", "1-7", "MON-SUN", "0-7"])("day of week %s is no restriction", (text) => {
    expect(parseCron(`0 0 * * ${text}`).daysOfWeek.restricted).toBe(false);
  });
});

describe("errors stand at their field and say what to write", () => {
  test.each([
    ["60 * * * *", 0, "minute", "Use 0 to 59."],
    ["0 24 * * *", 1, "hour", "Use 0 to 23."],
    ["0 0 32 * *", 2, "day of month", "Use 1 to 31."],
    ["0 0 0 * *", 2, "day of month", "Use 1 to 31."],
    ["0 0 * 13 *", 3, "month", "Use 1 to 12 or JAN to DEC."],
    ["0 0 * * 8", 4, "day of week", "Use 0 to 7 or SUN to SAT."],
    ["61 0 0 * * *", 0, "second", "Use 0 to 59."],
    ["0 0 0 * FOO *", 4, "month", "Use 1 to 12 or JAN to DEC, or * for every month."],
    ["*/0 * * * *", 0, "minute", "Write a whole number from 1 to 60 after the slash."],
    ["*/x * * * *", 0, "minute", "Write a whole number from 1 to 60 after the slash."],
    ["*/90 * * * *", 0, "minute", "Use a step from 1 to 60; for anything longer, choose an interval instead of cron."],
    ["1/2/3 * * * *", 0, "minute", "Keep one /step."],
    ["1-2-3 * * * *", 0, "minute", "Write a range as from-to, such as 1-5."],
    ["1- * * * *", 0, "minute", "Use 0 to 59, or * for every minute."],
    ["0 1,,2 * * *", 1, "hour", "Remove the extra comma."],
    ["0 ? * * *", 1, "hour", "Write * for every value."],
    ["0 0 L-31 * *", 2, "day of month", "Use L-1 to L-30."],
    ["0 0 40W * *", 2, "day of month", "Use 1 to 31."],
    ["0 0 * * L", 4, "day of week", "Write 5L for the last Friday of the month."],
    ["0 0 * * 1#6", 4, "day of week", "Write 2#3 for the third Tuesday; the count is 1 to 5."],
    ["0 0 * * 9L", 4, "day of week", "Use 0 to 7 or SUN to SAT."],
    ["0 0 * L *", 3, "month", "Use 1 to 12 or JAN to DEC, or * for every month."],
    ["-1 * * * *", 0, "minute", "Use 0 to 59, or * for every minute."],
    ["1.5 * * * *", 0, "minute", "Use 0 to 59, or * for every minute."],
  ])("%s", (expression, index, name, remedy) => {
    const error = refusal(expression);
    expect(error).toMatchObject({ code: "invalid_input", field: "cron", place: { index, name }, remedy });
    expect(error.message).toMatch(new RegExp(`^${name}: `));
  });

  test.each([
    ["", "The expression is empty."],
    ["*", `"*" has 1 field.`],
    ["1 2 3 4", `"1 2 3 4" has 4 fields.`],
    ["1 2 3 4 5 6 7", `"1 2 3 4 5 6 7" has 7 fields.`],
    ["@reboot", `"@reboot" is not a known shorthand.`],
  ])("the whole of %j", (expression, message) => {
    expect(refusal(expression)).toMatchObject({ message, place: undefined });
  });
});

describe("an impossible date is refused with the reason", () => {
  test.each(["0 0 31 2 *", "0 0 30 FEB *", "0 0 30,31 2 ?", "0 0 30W 2 *", "0 0 L-29 2 *"])("%s", (expression) => {
    const error = refusal(expression);
    expect(error.message).toContain("never comes in February, which has at most 29 days");
    expect(error.place).toEqual({ index: 2, name: "day of month" });
  });

  test("several short months are named", () => {
    expect(refusal("0 0 0 31 4,6,9,11 *").message).toBe(
      `day of month: "31" never comes in April, June, September, November, which has at most 30 days`,
    );
  });

  test.each([
    ["a leap day", "0 0 29 2 *"],
    ["one of the months has the day", "0 0 31 2,3 *"],
    ["one of the days exists", "0 0 28,31 2 *"],
    ["the weekdays of the month remain", "0 0 31 2 MON"],
    ["the last day always exists", "0 0 31,L 2 *"],
    ["the last weekday always exists", "0 0 LW,31 2 *"],
  ])("%s: %s is accepted", (_, expression) => {
    expect(() => parseCron(expression)).not.toThrow();
  });
});

test("node-cron, asked as a second opinion, reads the same numbers in every plain expression it accepts", () => {
  const numbers = (first: number, last: number) => {
    const value = fc.integer({ min: first, max: last }).map(String);
    const range = fc.tuple(value, value).map(([from, to]) => `${from}-${to}`);
    const step = fc.integer({ min: 1, max: last }).map((size) => `*/${String(size)}`);
    return fc.array(fc.oneof(value, range, step, fc.constant("*")), { minLength: 1, maxLength: 3 }).map(String);
  };
  const expressions = fc
    .tuple(numbers(0, 59), numbers(0, 59), numbers(0, 23), numbers(1, 31), numbers(1, 12), numbers(0, 6))
    .map((fields) => fields.join(" "))
    .filter(acceptedByNodeCron);
  fc.assert(
    fc.property(expressions, (expression) => {
      const theirs = parseByNodeCron(expression);
      const ours = parseCron(expression);
      const sorted = (values: readonly (number | string)[]) =>
        [...new Set(values)].sort((a, b) => Number(a) - Number(b));
      expect(ours.seconds).toEqual(sorted(theirs.second));
      expect(ours.minutes).toEqual(sorted(theirs.minute));
      expect(ours.hours).toEqual(sorted(theirs.hour));
      expect(ours.daysOfMonth.numbers).toEqual(sorted(theirs.dayOfMonth));
      expect(ours.months).toEqual(sorted(theirs.month));
      expect(ours.daysOfWeek.numbers).toEqual(sorted(theirs.dayOfWeek));
    }),
    { numRuns: 500 },
  );
});

test("node-cron, asked as a second opinion, reads the same special days", () => {
  const dates = fc.oneof(
    fc.constantFrom("L", "LW", "?", "*"),
    fc.integer({ min: 1, max: 28 }).map((day) => `L-${String(day)}`),
    fc.integer({ min: 1, max: 31 }).map((day) => `${String(day)}W`),
    fc.integer({ min: 1, max: 31 }).map(String),
  );
  const weekdays = fc.oneof(
    fc.constantFrom("?", "*"),
    fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 5 })).map((pair) => pair.join("#")),
    fc.integer({ min: 0, max: 6 }).map((day) => `${String(day)}L`),
    fc.constantFrom("MON", "FRI-SUN", "0", "6"),
  );
  fc.assert(
    fc.property(dates, weekdays, (date, weekday) => {
      const expression = `0 0 ${date} * ${weekday}`;
      fc.pre(acceptedByNodeCron(expression));
      const theirs = parseByNodeCron(expression);
      const { daysOfMonth, daysOfWeek } = parseCron(expression);
      const ourDates = [
        ...daysOfMonth.numbers,
        ...daysOfMonth.beforeLast.map((days) => (days === 0 ? "L" : `L-${String(days)}`)),
        ...daysOfMonth.nearestWeekday.map((day) => `${String(day)}W`),
        ...(daysOfMonth.lastWeekday ? ["LW"] : []),
      ];
      const ourWeekdays = [
        ...daysOfWeek.numbers,
        ...daysOfWeek.nth.map((entry) => `${String(entry.weekday)}#${String(entry.nth)}`),
        ...daysOfWeek.last.map((day) => `${String(day)}L`),
      ];
      expect(new Set(ourDates)).toEqual(new Set(theirs.dayOfMonth));
      expect(new Set(ourWeekdays)).toEqual(new Set(theirs.dayOfWeek));
    }),
    { numRuns: 300 },
  );
});

describe("where node-cron answers otherwise, case by case", () => {
  test("both day fields restricted: there both must match, so a date that never comes is refused; here either does", () => {
    expect(acceptedByNodeCron("0 0 31 2 1")).toBe(false);
    expect(parseCron("0 0 31 2 1").daysOfWeek.numbers).toEqual([1]);
  });

  test("from a value in steps: there unknown, here to the end of the field", () => {
    expect(acceptedByNodeCron("5/10 * * * *")).toBe(false);
    expect(parseCron("5/10 * * * *").minutes).toEqual([5, 15, 25, 35, 45, 55]);
  });

  test("a step beyond the field: there quietly the first value alone, here refused", () => {
    expect(parseByNodeCron("*/90 * * * *").minute).toEqual([0]);
    expect(refusal("*/90 * * * *").place?.name).toBe("minute");
  });

  test("an error in a list: there the whole list is named, here the entry", () => {
    expect(validateDetailed("1,2,x * * * *").errors[0]).toMatchObject({ field: "minute", value: "1,2,x" });
    expect(refusal("1,2,x * * * *").message).toBe(`minute: "x" is not understood`);
  });
});
