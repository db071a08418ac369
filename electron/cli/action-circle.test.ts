import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { createCommandWorld } from "../testing/command-world.ts";

const folder = mkdtempSync(join(tmpdir(), "cronium-circle-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it("a circle of actions is told with the place of one of them", async () => {
  const event = (name: string, next: string): string =>
    `  - name: ${name}\n    type: BASH\n    run: { on: this-computer }\n    script: echo\n    actions:\n      - { when: ALWAYS, run: ${next} }\n`;
  const alone = "  - name: alone\n    type: BASH\n    run: { on: this-computer }\n    script: echo\n";
  writeFileSync(
    join(folder, "round.yaml"),
    `version: 1\nevents:\n${alone}${event("one", "Two")}${event("two", "one")}`,
  );
  const world = createCommandWorld({ dataDirectory: join(folder, "data"), workingDirectory: folder });
  const { status, stderr } = await world.run("apply", "round.yaml");
  expect(status).toBe(1);
  expect(stderr).toMatch(/^cronium: round\.yaml:11:5: .*would run each other for ever/);
});
