import { create } from "zustand";
import type { HourClock, TimeStyle } from "./format-time.ts";

/** How the person wants the hours written; follows the settings. */
export const useHourClock = create<{ readonly clock: HourClock }>(() => ({ clock: "24h" }));

/** The style to write instants in. @param zone absent: the reader's own */
export function useTimeStyle(zone?: string): TimeStyle {
  const clock = useHourClock((state) => state.clock);
  return zone === undefined ? { clock } : { clock, zone };
}
