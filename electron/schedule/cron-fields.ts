/** A cron expression, understood. Every list of numbers is ascending and free of repetition. */
export interface CronFields {
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: DaysOfMonth;
  /** 1 is January. */
  readonly months: readonly number[];
  readonly daysOfWeek: DaysOfWeek;
}

export interface DaysOfMonth {
  /** False when every day of the month is meant: `*`, `?`, `1-31`. */
  readonly restricted: boolean;
  readonly numbers: readonly number[];
  /** Days counted back from the last of the month: `L` is 0, `L-3` is 3. */
  readonly beforeLast: readonly number[];
  /** `15W`: the weekday nearest to the 15th, within the same month. */
  readonly nearestWeekday: readonly number[];
  /** `LW`: the last weekday (Monday to Friday) of the month. */
  readonly lastWeekday: boolean;
}

export interface DaysOfWeek {
  /** False when every day of the week is meant: `*`, `?`, `0-6`. */
  readonly restricted: boolean;
  /** 0 is Sunday. */
  readonly numbers: readonly number[];
  /** `2#3`: the third Tuesday of the month. */
  readonly nth: readonly { readonly weekday: number; readonly nth: number }[];
  /** `5L`: the last Friday of the month. */
  readonly last: readonly number[];
}

export const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

export const weekdayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
