import type { Logger } from "../base/logger.ts";
import type { ScheduleRow } from "../store/tables.ts";
import type { CompiledSchedule } from "./due.ts";

/** A stored schedule that cannot be read, such as one in a zone that this system no longer knows. */
export interface UnreadableSchedule {
  readonly scheduleId: number;
  readonly eventId: number;
  readonly message: string;
}

type Compile = (row: ScheduleRow) => CompiledSchedule;

/** Sets schedules aside that cannot be read, so that all others go on. Looks at them again after the next start. */
export interface SetAside {
  /** @returns those that can be read; the others are set aside from now on */
  readable(schedules: readonly ScheduleRow[]): readonly ScheduleRow[];
  readonly schedules: readonly UnreadableSchedule[];
  readonly ids: readonly number[];
}

export function createSetAside(compile: Compile, logger: Logger): SetAside {
  let aside: readonly UnreadableSchedule[] = [];
  return {
    readable(schedules) {
      return schedules.filter((schedule) => {
        const message = problemOf(compile, schedule);
        if (message === undefined) return true;
        logger.error({ schedule: schedule.id, event: schedule.event_id, message }, "a schedule cannot be read");
        aside = [...aside, { scheduleId: schedule.id, eventId: schedule.event_id, message }];
        return false;
      });
    },
    get schedules() {
      return aside;
    },
    get ids() {
      return aside.map(({ scheduleId }) => scheduleId);
    },
  };
}

export function isReadable(compile: Compile, schedule: ScheduleRow): boolean {
  return problemOf(compile, schedule) === undefined;
}

function problemOf(compile: Compile, schedule: ScheduleRow): string | undefined {
  try {
    compile(schedule);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
