import { expect, it } from "vitest";
import { parse } from "yaml";
import { definitionYaml } from "./export.ts";

it("lists where each secret comes from, those of variables too", () => {
  const variables = {
    API_KEY: { secretEnv: "VARIABLE_API_KEY", description: "theirs" },
    PLAIN: { value: { secretEnv: "NOT_A_SECRET" } },
    LIST: [{ secretEnv: "NOR_THIS" }],
    NOTHING: null,
  };
  const text = definitionYaml({ version: 1, servers: [], groups: [], variables, events: [], calendars: [] });
  expect(text.split("\n").filter((line) => line.startsWith("#"))).toEqual([
    "# Secrets are not exported. To apply this file, provide:",
    "#   VARIABLE_API_KEY in the environment",
  ]);
});

it("quotes what older readers of YAML take for numbers or truth", () => {
  const windows = [{ weekly: ["sat"], from: "22:00", until: "06:30", label: "on" }];
  const calendars = [{ name: "yes", windows }];
  const text = definitionYaml({ version: 1, servers: [], groups: [], variables: {}, events: [], calendars });
  for (const word of ["22:00", "06:30", "on", "yes"]) expect(text).toContain(`: "${word}"\n`);
  expect(text).toContain("- sat\n");
});

it("text that is nothing but blanks and line breaks is read back as it was", () => {
  const values = ["\n", " \n", " \n\n", "  \n ", "\t\n", " \n\t \n"];
  const variables = Object.fromEntries(values.map((value, index) => [`blank${String(index)}`, value]));
  const text = definitionYaml({ version: 1, servers: [], groups: [], variables, events: [], calendars: [] });
  expect((parse(text) as { variables: unknown }).variables).toEqual(variables);
});
