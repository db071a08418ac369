import { describe, expect, it } from "vitest";
import { hostileKinds } from "./kinds.ts";
import type { ZooPlace } from "./places.ts";
import { visitAll, type Visit } from "./visit.ts";

const servers = ["web-1", "web-2", "web-3"] as const;

/**
 * A part of the whole zoo (`npm run zoo`): every kind on this computer and on one of the servers in turn, every third
 * one in a container, where the kernel ends all at once; cancelled or timed out by turns.
 */
const visits = hostileKinds.flatMap((kind, index): readonly Visit[] => {
  const places: readonly (ZooPlace | undefined)[] = [
    "this computer",
    servers[index % servers.length],
    index % 3 === 0 ? "container" : undefined,
  ];
  return places
    .filter((place) => place !== undefined)
    .map((place, turn) => ({ kind, place, reason: (index + turn) % 2 === 0 ? "cancel" : "timeout" }));
});

describe("scripts that do not want to be stopped", () => {
  it("leave nothing behind, or what they leave is named", { timeout: 240_000 }, async () => {
    const reports = await visitAll(visits, 5);
    expect(reports).toHaveLength(visits.length);
    expect(reports.filter(({ escaped }) => escaped.length > 0)).toEqual([]);
    for (const { kind, place, reason, outcome, left } of reports) {
      const whose = `${kind} on ${place}`;
      if (hostileKinds.find(({ name }) => name === kind)?.leaves === true) {
        expect(outcome, whose).toMatchObject({ kind: "exited", exitCode: 0 });
        expect(left.length > 0, whose).toBe(place !== "container");
        continue;
      }
      expect(left, whose).toEqual([]);
      if (outcome.kind !== "stopped") {
        // What watched over the run, or its files, were gone before the stop came: nobody can say how it ended.
        expect(["kills its wrapper", "removes its files"], whose).toContain(kind);
        expect(outcome, whose).toMatchObject({ kind: "unknown" });
        continue;
      }
      expect(outcome, whose).toMatchObject({ reason, survivors: [], proof: { reason, survivors: [] } });
      expect(outcome.proof?.goneAt, whose).toBeGreaterThanOrEqual(outcome.proof?.askedAt ?? Infinity);
      expect(outcome.proof?.signals[0]?.signal, whose).toBe("TERM");
    }
  });
});
