import { CroniumError } from "../../shared/errors.ts";

/** The fields of a cron expression, in the order in which six of them are written. */
export type CronFieldName = "second" | "minute" | "hour" | "day of month" | "month" | "day of week";

/** Where in an expression something is wrong. */
export interface CronFieldPlace {
  /** Position among the fields as written, from 0. */
  readonly index: number;
  readonly name: CronFieldName;
}

/** A cron expression that cannot be used. `place` is undefined when the expression as a whole is at fault. */
export class CronError extends CroniumError {
  readonly place: CronFieldPlace | undefined;

  constructor(message: string, remedy: string, place?: CronFieldPlace) {
    super("invalid_input", message, { remedy, field: "cron" });
    this.name = "CronError";
    this.place = place;
  }
}

/** A time zone this computer does not know. */
export class ZoneError extends CroniumError {
  /** Known zones with a similar name, best first. */
  readonly suggestions: readonly string[];

  constructor(message: string, remedy: string, suggestions: readonly string[]) {
    super("invalid_input", message, { remedy, field: "timezone" });
    this.name = "ZoneError";
    this.suggestions = suggestions;
  }
}

/** A number of a schedule that is outside its limits; `field` says which: "interval", "once", "start" or "end". */
export class ScheduleError extends CroniumError {
  constructor(field: "interval" | "once" | "start" | "end", message: string, remedy: string) {
    super("invalid_input", message, { remedy, field });
    this.name = "ScheduleError";
  }
}
