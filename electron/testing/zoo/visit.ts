import type { StopReason } from "../../executors/executor.ts";
import { hostileKinds, type HostileKind } from "./kinds.ts";
import { openPlace, type ZooPlace } from "./places.ts";
import { runKind, type ZooReport } from "./run-kind.ts";

export interface Visit {
  readonly kind: HostileKind;
  readonly place: ZooPlace;
  readonly reason: StopReason;
}

/** Every kind in every place, for every reason. */
export function allVisits(places: readonly ZooPlace[], reasons: readonly StopReason[]): readonly Visit[] {
  return reasons.flatMap((reason) => hostileKinds.flatMap((kind) => places.map((place) => ({ kind, place, reason }))));
}

/**
 * Runs scripts side by side, so many at once.
 * @param seen called with each report as it comes
 * @throws what the first visit that fails outright throws, once the others have come to their end
 */
export async function visitAll(
  visits: readonly Visit[],
  atOnce: number,
  seen: (report: ZooReport) => void = () => undefined,
): Promise<readonly ZooReport[]> {
  const benches = new Map(
    [...new Set(visits.map(({ place }) => place))].map((place) => [place, openPlace(place)] as const),
  );
  const waiting = [...visits];
  const reports: ZooReport[] = [];
  async function work(): Promise<void> {
    for (let visit = waiting.shift(); visit; visit = waiting.shift()) {
      const bench = await benches.get(visit.place);
      if (bench === undefined) continue;
      const report = await runKind(bench, visit.place, visit.kind, visit.reason);
      reports.push(report);
      seen(report);
    }
  }
  const results = await Promise.allSettled(Array.from({ length: atOnce }, work));
  for (const bench of benches.values()) await (await bench).close();
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
  return reports;
}
