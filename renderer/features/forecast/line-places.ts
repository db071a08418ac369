import { paths } from "../../navigation/paths.ts";
import type { Line } from "./lines.ts";
import type { Stop } from "./stops.ts";
import { clampedX, type TimeScale } from "./time-scale.ts";

/** Where a stop lies on its line, pixels: from and to. */
export function placeOfStop(stop: Stop, scale: TimeScale): readonly [number, number] {
  const from = clampedX(scale, stop.atMs);
  return [from, "untilMs" in stop ? clampedX(scale, stop.untilMs) : from];
}

/** Where a line leads to; on a server's line, the event of the stop one is at. */
export function hrefOfLine(line: Line | undefined, stop?: Stop): string | undefined {
  if (line?.kind === "calendar") return paths.calendar(line.id);
  if (line?.kind !== "row") return undefined;
  const { eventId, serverId } = line.row;
  if (eventId !== undefined) return paths.event(eventId);
  if (stop?.kind === "start") return paths.event(stop.eventId);
  return serverId === undefined ? undefined : paths.server(serverId);
}
