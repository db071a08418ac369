import { describe, expect, it } from "vitest";
import { filterPalette, type PaletteAction } from "./filter-palette.ts";

function action(label: string, more: Partial<PaletteAction> = {}): PaletteAction {
  return { id: label, label, leftSection: null, onClick: () => undefined, ...more };
}

const groups = [
  { group: "Go to", actions: [action("Jobs"), action("Servers")] },
  {
    group: "Events",
    actions: [
      action("Sync blog"),
      action("Rotate logs"),
      action("Backup", { keywords: ["nightly"] }),
      action("Log in"),
    ],
  },
];

const labels = (query: string): readonly string[] =>
  filterPalette(groups, query).flatMap((group) => group.actions.map((each) => each.label));

describe("filterPalette", () => {
  it("puts beginnings of a name first, then of a word, then the rest", () => {
    expect(labels("log")).toEqual(["Log in", "Rotate logs", "Sync blog"]);
  });

  it("wants every word, in any order, wherever it occurs", () => {
    expect(labels("logs rot")).toEqual(["Rotate logs"]);
    expect(labels("NIGHTLY")).toEqual(["Backup"]);
    expect(labels("nothing like it")).toEqual([]);
  });

  it("shows the first of each group while nothing is typed", () => {
    const many = [
      { group: "Events", actions: Array.from({ length: 50 }, (_, index) => action(`Event ${String(index)}`)) },
    ];
    expect(filterPalette(many, "")[0]?.actions).toHaveLength(6);
    expect(labels("  ")).toHaveLength(6);
    const whole = many.map((group) => ({ ...group, whole: true }));
    expect(filterPalette(whole, "")[0]?.actions).toHaveLength(50);
    expect(filterPalette(whole, "event")[0]?.actions).toHaveLength(6);
  });
});
