import { expect, it } from "vitest";
import { definitionYaml } from "./export.ts";

it("quotes what older readers of YAML take for numbers or truth", () => {
  const windows = [{ weekly: ["sat"], from: "22:00", until: "06:30", label: "on" }];
  const calendars = [{ name: "yes", windows }];
  const text = definitionYaml({ version: 1, servers: [], groups: [], variables: {}, events: [], calendars });
  for (const word of ["22:00", "06:30", "on", "yes"]) expect(text).toContain(`: "${word}"\n`);
  expect(text).toContain("- sat\n");
});
