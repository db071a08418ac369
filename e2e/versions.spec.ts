import { expect, type Page } from "@playwright/test";
import type { RunningDaemon } from "./fixtures/daemon.ts";
import { expectAccessible, openScreen, tabTo } from "./fixtures/screens.ts";
import { test } from "./fixtures/test.ts";

const base = { type: "BASH", status: "ACTIVE", run: { on: "this-computer" } } as const;
const first = "set -e\necho one\necho done\n";
const second = "set -e\necho two\necho three\necho done\n";

/** An event that was saved three times: another script and timeout, then a schedule. @returns its id */
async function savedThrice(daemon: RunningDaemon): Promise<number> {
  const { id } = await daemon.api.events.create.mutate({ ...base, name: "Probe", script: first });
  const changed = { ...base, name: "Probe", script: second, timeoutMs: 60_000 };
  await daemon.api.events.update.mutate({ id, version: 1, event: changed });
  const schedule = { kind: "cron", cron: "0 0 1 1 *", timezone: "UTC" } as const;
  await daemon.api.events.update.mutate({ id, version: 2, event: { ...changed, schedule } });
  return id;
}

const versions = (page: Page) => page.getByRole("table", { name: "Versions" });
const script = (page: Page) => page.getByRole("table", { name: "Script, line by line" });

test("what a version changed is seen, two are compared, and one is rolled back to, by keyboard alone", async ({
  page,
  daemon,
}) => {
  const id = await savedThrice(daemon);
  await openScreen(page, daemon, `#/events/${String(id)}?tab=history`);
  await expect(versions(page).getByRole("row")).toHaveCount(4);
  await expect(versions(page).getByRole("row", { name: /present/ })).toContainText("3");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(versions(page).getByRole("row", { name: /timeout, script/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Version 1 → 2" })).toBeInViewport();
  await expect(page.getByRole("heading", { name: "Probe" })).toBeInViewport();
  await expect(script(page).getByRole("row", { name: /removed echo one/ })).toBeVisible();
  await expect(script(page).getByRole("row", { name: /added echo two/ })).toBeVisible();
  await expect(
    page.getByRole("table", { name: "Differing fields" }).getByRole("row", { name: /timeout/ }),
  ).toContainText("1m");
  await expectAccessible(page);

  await page.getByRole("radio", { name: "Side by side" }).press("Space");
  await expect(script(page).getByRole("row", { name: /removed echo one.*added echo two/ })).toBeVisible();
  await expectAccessible(page);
  await tabTo(page, "button", "Close");
  await page.keyboard.press("Enter");
  await expect(script(page)).toHaveCount(0);

  // Any two: the newest and the oldest.
  await versions(page)
    .getByRole("row", { name: /present/ })
    .focus();
  await page.keyboard.press("x");
  await expect(page.getByText("choose another to compare it with")).toBeVisible();
  await page.keyboard.press("End");
  await page.keyboard.press("x");
  await expect(page.getByRole("region", { name: "Version 1 → 3, the present one" })).toBeVisible();
  await expect(page.getByRole("row", { name: /^schedule.cron/ })).toContainText("0 0 1 1 *");

  await tabTo(page, "button", "Roll back to 1…");
  await page.keyboard.press("Enter");
  const question = page.getByRole("dialog", { name: "Roll “Probe” back to version 1?" });
  await expect(question).toContainText("It becomes version 4");
  await expect(question).toContainText("Its status stays: active");
  await expectAccessible(page);
  await tabTo(page, "button", "Roll back");
  await page.keyboard.press("Enter");
  await expect(versions(page).getByRole("row", { name: /Rolled back to version 1/ })).toBeVisible();
  expect(await daemon.api.events.get.query({ id })).toMatchObject({
    version: 4,
    status: "ACTIVE",
    schedule: null,
    fields: { script: first, timeoutMs: 1_800_000 },
  });
});

test("a job leads to the version that it ran", async ({ page, daemon }) => {
  const { id } = await daemon.api.events.create.mutate({ ...base, name: "Probe", script: first });
  const { jobId } = await daemon.api.events.run.mutate({ id });
  await daemon.api.events.update.mutate({ id, version: 1, event: { ...base, name: "Probe", script: second } });
  await openScreen(page, daemon, `#/jobs/${jobId}?tab=details`);
  await page.getByRole("link", { name: "version 1 of the event" }).press("Enter");
  await expect(page.getByRole("region", { name: "Version 1 → 2, the present one" })).toBeVisible();
  await expect(script(page).getByRole("row", { name: /added echo three/ })).toBeVisible();
});

test("several events are chosen by keyboard and mouse, and changed at once; one that refuses says why", async ({
  page,
  daemon,
}) => {
  const ids: number[] = [];
  for (const name of ["Alpha", "Beta", "Gamma", "Delta"]) {
    const { id } = await daemon.api.events.create.mutate({ ...base, name, script: "sleep 600\n" });
    ids.push(id);
  }
  await daemon.api.events.run.mutate({ id: ids[1]! });
  await openScreen(page, daemon, "#/events");
  const events = page.getByRole("table", { name: "Events" });
  const bar = page.getByRole("toolbar", { name: "Selected events" });
  await expect(events.getByRole("row", { name: /Alpha/ })).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(bar).toContainText("1 event selected");
  await page.keyboard.press("j");
  await page.keyboard.press("Shift+X");
  await expect(bar).toContainText("2 events selected");
  await page.keyboard.press("Escape");
  await expect(bar).toHaveCount(0);

  // With the mouse: the first, and with Shift all down to the third.
  await events.getByRole("checkbox", { name: "Select Alpha" }).click();
  await events.getByRole("checkbox", { name: "Select Delta" }).click({ modifiers: ["Shift"] });
  await expect(bar).toContainText("3 events selected");
  await expectAccessible(page);
  await tabTo(page, "button", "Pause");
  await page.keyboard.press("Enter");
  await expect(page.getByText("3 events are paused")).toBeVisible();
  await expect(bar).toHaveCount(0);
  expect((await daemon.api.events.list.query({ status: "PAUSED" })).length).toBe(3);

  await events.getByRole("checkbox", { name: "Select all: Events" }).click();
  await bar.getByRole("button", { name: "Tags…" }).press("Enter");
  const tags = page.getByRole("dialog", { name: "Tags of 4 events" });
  await tags.getByRole("combobox", { name: "Add" }).fill("night");
  await page.keyboard.press("Enter");
  await expectAccessible(page);
  await tags.getByRole("button", { name: "Change tags" }).press("Enter");
  await expect(page.getByText("4 events are tagged anew")).toBeVisible();
  expect((await daemon.api.events.list.query({ tag: "night" })).length).toBe(4);

  await events.getByRole("checkbox", { name: "Select all: Events" }).click();
  await bar.getByRole("button", { name: "Delete…" }).press("Enter");
  const question = page.getByRole("dialog", { name: "Delete 4 events?" });
  await expect(question).toContainText("1 event with unfinished jobs will be left as it is");
  await question.getByRole("button", { name: "Delete" }).press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "3 of 4 events are deleted" })).toContainText(
    "“Beta” still has unfinished jobs",
  );
  await expect(bar).toContainText("1 event selected");
  expect((await daemon.api.events.list.query({})).map(({ name }) => name)).toEqual(["Beta"]);
});
