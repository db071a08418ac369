import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { expectAccessible, openScreen } from "./fixtures/screens.ts";
import { test } from "./fixtures/test.ts";

/** Asks the program as a script does; the token stays out of the arguments. */
const ask = `ask() { printf 'header = "Authorization: Bearer %s"' "$CRONIUM_EXECUTION_TOKEN" | curl -sSf -K - -H 'Content-Type: application/json' -d "$2" "$CRONIUM_RUNTIME_API/executions/$CRONIUM_EXECUTION_ID/$1"; }`;

test("a job shows how far its script is, its condition and its output, and what follows is handed them", async ({
  page,
  daemon,
}) => {
  const { events, jobs } = daemon.api;
  const plain = { type: "BASH", run: { on: "this-computer" }, status: "ACTIVE" } as const;
  const next = await events.create.mutate({ ...plain, name: "next", script: "true" });
  const { id } = await events.create.mutate({
    ...plain,
    name: "counting",
    script: [
      ask,
      `ask progress '{"fraction":0.42,"message":"counting files"}'`,
      'until [ -e "$GO" ]; do sleep 0.2; done',
      `ask condition '{"condition":true}'`,
      `ask output '{"data":{"files":[1,null,"é"],"text":"${"long ".repeat(1_000)}"}}'`,
    ].join("\n"),
    environment: [{ key: "GO", value: join(daemon.dataDirectory, "go") }],
    actions: [{ when: "ON_CONDITION", do: "run_event", eventId: next.id }],
  });
  const { jobId } = await events.run.mutate({ id });
  await openScreen(page, daemon, `#/jobs/${jobId}`);
  const progress = page.getByRole("progressbar", { name: /^Progress on/ });
  await expect(progress).toHaveAttribute("aria-valuetext", "42 %: counting files");
  await expect(page.getByRole("tab", { name: "Output" })).toBeHidden();
  await expectAccessible(page);
  await openScreen(page, daemon, "#/jobs");
  await expect(page.getByRole("row", { name: /counting/ })).toContainText("42 %");
  await openScreen(page, daemon, "#/");
  await expect(page.getByText("42 %")).toBeVisible();

  await openScreen(page, daemon, `#/jobs/${jobId}`);
  await writeFile(join(daemon.dataDirectory, "go"), "");
  await page.getByRole("tab", { name: "Output" }).click();
  const shown = page.getByRole("tabpanel", { name: "Output" });
  await expect(shown.getByText('"files": [')).toBeVisible();
  await expect(shown.getByText("5.0 KB")).toBeVisible();
  await expectAccessible(page);
  const download = page.waitForEvent("download");
  await shown.getByRole("button", { name: "Download" }).click();
  const saved = JSON.parse(await readFile((await (await download).path()) ?? "", "utf8")) as { files: unknown };
  expect(saved.files).toEqual([1, null, "é"]);
  await page.getByRole("tab", { name: "Log" }).click();
  await expect(page.getByText("Condition", { exact: true })).toBeVisible();
  await expect(progress).toBeHidden();

  await expect.poll(async () => (await jobs.list.query({ eventId: next.id })).jobs.length).toBe(1);
  const [followUp] = (await jobs.list.query({ eventId: next.id })).jobs;
  const { input } = await jobs.get.query({ id: followUp?.id ?? "" });
  expect(input).toMatchObject({ event: "counting", condition: true, output: { files: [1, null, "é"] } });
});
