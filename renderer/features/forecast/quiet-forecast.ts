import type { Forecast } from "../../bridge/views.ts";

/** What a forecast says of a time in which nothing starts: tests add to it what they are about. */
export const quietForecast: Omit<Forecast, "fromMs" | "untilMs" | "bucketMs"> = {
  rows: [],
  quietCount: 0,
  quietNames: [],
  load: { starts: [], busiest: [] },
  collisions: [],
  collisionCount: 0,
  clockChanges: [],
  windows: [],
  total: 0,
  blockedTotal: 0,
  truncated: false,
  dense: [],
};
