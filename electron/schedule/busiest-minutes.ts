import type { Forecast } from "../../shared/forecast.ts";
import type { EventStarts } from "./forecast-starts.ts";
import type { MinuteGroup } from "./minute-groups.ts";

type BusyMinute = Forecast["load"]["busiest"][number];

const mostMinutes = 10;
const mostNames = 10;

export interface BusyMinutes {
  add(group: MinuteGroup): void;
  /** The fullest, fullest first; of equally full ones the earlier. */
  readonly fullest: readonly BusyMinute[];
}

/**
 * Remembers the minutes in which most is started.
 * @param asked how many of the events, from the first on, count
 */
export function createBusyMinutes(all: readonly EventStarts[], asked: number): BusyMinutes {
  const fullest: { readonly group: MinuteGroup; readonly count: number }[] = [];
  return {
    add(group) {
      let count = 0;
      for (const [position, times] of group.starts) if (position < asked) count += times;
      if (count === 0 || (fullest.length === mostMinutes && count <= (fullest.at(-1)?.count ?? 0))) return;
      const place = fullest.findIndex((other) => other.count < count);
      fullest.splice(place === -1 ? fullest.length : place, 0, { group, count });
      if (fullest.length > mostMinutes) fullest.pop();
    },
    get fullest() {
      return fullest.map(({ group, count }) => ({
        atMs: group.atMs,
        starts: count,
        names: [...group.starts.keys()]
          .filter((position) => position < asked)
          .slice(0, mostNames)
          .map((position) => all[position]?.event.name ?? ""),
      }));
    },
  };
}
