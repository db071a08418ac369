import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { saveReport } from "../store/reports.ts";
import { sampleEvent } from "../testing/open-test-host.ts";
import { serveTestHost, type ServedHost } from "../testing/served-host.ts";

let served: ServedHost;
beforeEach(async () => {
  served = await serveTestHost();
});
afterEach(() => served.close());

it("sets, shows, finds and deletes variables", async () => {
  const { world } = served;
  expect((await world.run("variable", "list")).text).toBe("No variables.\n");
  await world.run("variable", "set", "REGION", "eu central", "--description", "Where");
  await world.run("variable", "set", "LIMITS", '{"max":3}', "--parse");
  expect((await world.run("variable", "set", "REGION", "5")).text).toBe("REGION is set: version 2.\n");
  expect((await world.run("variable", "get", "REGION")).text).toBe("5\n");
  expect(await world.json("variable", "get", "REGION")).toMatchObject({ value: "5", version: 2, description: "Where" });
  expect((await world.run("variable", "get", "LIMITS")).text).toBe('{"max":3}\n');
  expect((await world.run("variable", "list", "--search", "where")).text).toMatch(/^REGION +"5" +2 .* you +Where$/m);
  const late = await world.run("variable", "set", "REGION", "x", "--if-version", "1");
  expect(late).toMatchObject({ status: 1 });
  expect(late.stderr).toContain("is at version 2");
  expect((await world.run("variable", "set", "REGION", "x", "--if-version", "0")).status).toBe(1);
  expect((await world.run("variable", "set", "N", "five", "--parse")).status).toBe(2);
  expect((await world.run("variable", "delete", "REGION", "--yes")).text).toBe("Deleted REGION.\n");
  expect((await world.run("variable", "get", "REGION")).stderr).toContain("There is no variable REGION");
});

it("takes secrets from the standard input alone, and never shows them", async () => {
  const { world } = served;
  const visible = await world.run("variable", "set", "TOKEN", "hunter2-and-more", "--secret");
  expect(visible.status).toBe(2);
  expect(visible.stderr).not.toContain("hunter2");
  world.input = "hunter2-and-more\n";
  await world.run("variable", "set", "TOKEN", "--secret");
  expect((await world.run("variable", "list")).text).toMatch(/^TOKEN +\(secret\)/m);
  expect((await world.run("variable", "get", "TOKEN")).stderr).toContain("never shown again");
  world.input = "";
  expect((await world.run("variable", "set", "TOKEN", "seen-by-all")).status).toBe(2);
  const { variables } = served.host.host.createContext();
  expect(await variables.get("TOKEN")).toMatchObject({ value: "hunter2-and-more", version: 1 });
});

it("imports what it exported, after saying what would change", async () => {
  const { world, host: test } = served;
  const file = join(test.dataDirectory, "values.env");
  writeFileSync(file, 'A=5\nB="two\\nlines"\n');
  const preview = await world.run("variable", "import", file, "--typed", "--dry-run");
  expect(preview.text).toMatch(/^A +new +5$/m);
  expect(preview.text).toContain("Nothing was changed");
  expect((await world.run("variable", "list")).text).toBe("No variables.\n");
  expect((await world.run("variable", "import", file, "--typed")).text).toContain("Imported.");
  for (const format of ["json", "env", "csv"]) {
    const exported = join(test.dataDirectory, `out.${format}`);
    writeFileSync(exported, (await world.run("variable", "export", "--format", format)).text);
    expect((await world.run("variable", "import", exported, "--typed")).text).toContain("There is nothing to change.");
  }
  expect((await world.run("variable", "get", "B")).text).toBe("two\nlines\n");
  expect((await world.run("variable", "import", "values.unknown")).status).toBe(2);
});

it("says who uses a variable, and what a script has told", async () => {
  const { world, host: test } = served;
  const { id } = await test.api.events.create(sampleEvent({ name: "counter", script: "increment_variable COUNT" }));
  await world.run("variable", "set", "COUNT", "1", "--parse");
  expect((await world.run("variable", "usage", "COUNT")).text).toMatch(/^counter +mentions it/m);
  const { jobId } = await test.api.events.run({ id });
  const run = await test.executor.nth(0);
  const { variables, store } = test.host.createContext();
  variables.noteUse("COUNT", id, "write", jobId);
  await variables.stop();
  expect((await world.run("variable", "usage", "COUNT")).text).toMatch(
    new RegExp(`^counter +changes it +1 .*${jobId}$`, "m"),
  );

  expect((await world.run("job", "output", jobId)).stderr).toContain("has given no output");
  const progress = { fraction: 0.5, message: "half way" };
  await saveReport(store.write, run.request.executionId, { progress, condition: true, output: '"a\\ntext"' }, 0);
  expect((await world.run("job", "show", jobId)).text).toMatch(
    /progress +50 %, half way[^]*condition +true[^]*output +"a/,
  );
  expect((await world.run("job", "output", jobId)).text).toBe('"a\\ntext"\n');
  expect((await world.run("job", "output", jobId, "--raw")).text).toBe("a\ntext");
});

it("refuses what is nested too deeply or too long before it is sent, in words", async () => {
  const { world } = served;
  world.input = "[".repeat(4_000) + "]".repeat(4_000);
  const deep = await world.run("variable", "set", "DEEP", "--parse");
  expect(deep.status).toBe(1);
  expect(deep.stderr).toContain("The value of DEEP: it is nested too deeply: at most 1,000 levels");
  const { id } = await served.host.api.events.create(sampleEvent({ name: "given" }));
  const run = await world.run("run", "given", "--input", world.input);
  expect(run.stderr).toContain("--input: it is nested too deeply");
  const input = JSON.parse(world.input) as never;
  await expect(served.host.api.events.run({ id, input })).rejects.toThrow("nested too deeply");
  await expect(served.host.api.variables.create({ key: "DEEP", value: input })).rejects.toThrow("nested too deeply");
  world.input = "x".repeat(17 * 1024 * 1024);
  const long = await world.run("variable", "set", "LONG");
  expect(long.stderr).toContain("The value of LONG is longer than 16 MB: it has 18 MB");
  // Escaped, it takes twice the room in the frame.
  world.input = '"'.repeat(9 * 1024 * 1024);
  const escaped = await world.run("variable", "set", "LONG");
  expect(escaped.stderr).toContain("Nothing was sent");
  expect((await world.run("variable", "list")).text).toBe("No variables.\n");
});
