/** A time as an entry states it. */
export interface StatedTime {
  /** Seconds on its clock since it showed 1970-01-01 00:00:00. */
  readonly local: number;
  readonly isDate: boolean;
  /** Name of its zone in the file; undefined when it is meant on whatever clock one looks at. */
  readonly zone: string | undefined;
}

/** Reads `2026-12-24`, `2026-12-24T18:00:00`, and with a `Z` at its end as UTC. */
export function readTime(text: string, zone: string | undefined): StatedTime {
  // A date where a time was announced comes out of the parser as `2026-12-24T::`.
  const match = /^(\d{4}-\d{2}-\d{2})(?:T(?:::|(\d{2}):(\d{2}):(\d{2})(Z)?))?$/.exec(text);
  const [, date = "", hour, minute = "0", second = "0", utc] = match ?? [];
  const midnight = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight) || Number(hour ?? 0) > 23 || Number(minute) > 59) {
    throw new Error(`“${text}” is no date and time`);
  }
  if (hour === undefined) return { local: midnight / 1000, isDate: true, zone: undefined };
  const time = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  return { local: midnight / 1000 + time, isDate: false, zone: utc === "Z" ? "UTC" : zone };
}
