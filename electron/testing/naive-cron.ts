/**
 * A second reading of cron, written to be obviously right rather than fast, sharing no code with the engine: every value
 * is asked whether the text allows it. Accepts only valid expressions of five or six fields.
 */
export interface NaiveCron {
  readonly everyHour: boolean;
  readonly onTheMinute: boolean;
  /** Whether a local time, as seconds on a wall clock since it showed 1970-01-01 00:00:00, matches. */
  matches(local: number): boolean;
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const secondsPerDay = 86_400;

export function readNaively(expression: string): NaiveCron {
  const texts = expression.toUpperCase().split(" ");
  const [second = "", minute = "", hour = "", date = "", month = "", weekday = ""] =
    texts.length === 5 ? ["0", ...texts] : texts;
  const secondAllowed = table(second, 0, 59);
  const minuteAllowed = table(minute, 0, 59);
  const hourAllowed = table(hour, 0, 23);
  const monthAllowed = table(withNumbers(month, months, 1), 1, 12);
  const weekdayText = withNumbers(weekday, weekdays, 0);
  const everyDate = table(date, 1, 31).every(Boolean);
  const everyWeekday = weekdayTable(weekdayText).every(Boolean);
  const dayVerdicts = new Map<number, boolean>();

  function dayMatches(day: number): boolean {
    const { monthNumber, dayNumber, weekdayNumber, monthWeekdays } = describeDay(day);
    if (!monthAllowed[monthNumber - 1]) return false;
    const byDate = date.split(",").some((term) => dateAllows(term, dayNumber, monthWeekdays));
    const length = monthWeekdays.length;
    const byWeekday = weekdayText.split(",").some((term) => weekdayAllows(term, weekdayNumber, dayNumber, length));
    if (everyDate && everyWeekday) return true;
    if (everyDate) return byWeekday;
    if (everyWeekday) return byDate;
    return byDate || byWeekday;
  }

  return {
    everyHour: hourAllowed.every(Boolean),
    onTheMinute: second === "0",
    matches(local) {
      const day = Math.floor(local / secondsPerDay);
      const time = local - day * secondsPerDay;
      if (!secondAllowed[time % 60] || !minuteAllowed[Math.floor(time / 60) % 60]) return false;
      if (!hourAllowed[Math.floor(time / 3600)]) return false;
      const verdict = dayVerdicts.get(day) ?? dayMatches(day);
      dayVerdicts.set(day, verdict);
      return verdict;
    },
  };
}

function describeDay(day: number) {
  const date = new Date(day * secondsPerDay * 1000);
  const monthWeekdays = weekdaysOfMonth(date.getUTCFullYear(), date.getUTCMonth());
  return {
    monthNumber: date.getUTCMonth() + 1,
    dayNumber: date.getUTCDate(),
    weekdayNumber: date.getUTCDay(),
    monthWeekdays,
  };
}

const knownMonths = new Map<number, number[]>();

function weekdaysOfMonth(year: number, month: number): number[] {
  const known = knownMonths.get(year * 12 + month);
  if (known) return known;
  const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const weekdaysOfDays = Array.from({ length }, (_, index) => new Date(Date.UTC(year, month, index + 1)).getUTCDay());
  knownMonths.set(year * 12 + month, weekdaysOfDays);
  return weekdaysOfDays;
}

/** @param monthWeekdays the weekday of each day of the month, the 1st first */
function dateAllows(term: string, day: number, monthWeekdays: readonly number[]): boolean {
  const length = monthWeekdays.length;
  if (term === "L") return day === length;
  if (term.startsWith("L-")) return day === length - Number(term.slice(2));
  if (!term.endsWith("W")) return termAllows(term, day, 1, 31);
  const workdays = Array.from({ length }, (_, index) => index + 1).filter((each) => (monthWeekdays[each - 1] ?? 0) % 6);
  if (term === "LW") return day === Math.max(...workdays);
  const wanted = Number(term.slice(0, -1));
  if (wanted > length) return false;
  const shortest = Math.min(...workdays.map((each) => Math.abs(each - wanted)));
  return workdays.includes(day) && Math.abs(day - wanted) === shortest;
}

function weekdayAllows(term: string, weekday: number, day: number, monthLength: number): boolean {
  if (term.includes("#")) {
    const [wanted, nth] = term.split("#").map(Number);
    return (wanted ?? 0) % 7 === weekday && Math.ceil(day / 7) === nth;
  }
  if (term.endsWith("L")) return Number(term.slice(0, -1)) % 7 === weekday && day + 7 > monthLength;
  return weekdayTable(term)[weekday] ?? false;
}

function weekdayTable(text: string): boolean[] {
  const plain = text.split(",").filter((term) => !/[#L]/.test(term));
  return weekdays.map((_, weekday) =>
    plain.some((term) => {
      const isRange = /^\d-\d/.test(term);
      if (isRange && Number(term[2]) >= Number(term[0])) {
        return termAllows(term, weekday, 0, 6) || (weekday === 0 && termAllows(term, 7, 0, 6));
      }
      return termAllows(term.replaceAll("7", "0"), weekday, 0, 6);
    }),
  );
}

function table(text: string, first: number, last: number): boolean[] {
  const terms = text.split(",").filter((term) => !/[LW]/.test(term));
  return Array.from({ length: last - first + 1 }, (_, index) =>
    terms.some((term) => termAllows(term, first + index, first, last)),
  );
}

function termAllows(term: string, value: number, first: number, last: number): boolean {
  const [base = "", stepText] = term.split("/");
  const step = Number(stepText ?? 1);
  if (base === "*" || base === "?") return (value - first) % step === 0;
  const [from = 0, to = stepText === undefined ? from : last] = base.split("-").map(Number);
  if (from <= to) return value >= from && value <= to && (value - from) % step === 0;
  const beyond = value >= from ? value - from : value - from + (last - first + 1);
  return (value >= from || value <= to) && beyond % step === 0;
}

function withNumbers(text: string, names: readonly string[], first: number): string {
  return names.reduce((result, name, index) => result.replaceAll(name, String(first + index)), text);
}
