import type { Page } from "@playwright/test";
import type { RunningDaemon } from "./fixtures/daemon.ts";
import { expect } from "@playwright/test";
import { expectAccessible } from "./fixtures/screens.ts";
import { test } from "./fixtures/test.ts";

const greeting = { name: "Greeting", type: "BASH", run: { on: "this-computer" }, script: "echo hello\n" } as const;

/** Goes to a screen by its address. */
async function open(page: Page, daemon: RunningDaemon, hash: string): Promise<void> {
  await page.goto(`http://127.0.0.1:${String(daemon.port)}/${hash}`);
}

function script(page: Page) {
  return page.getByRole("textbox", { name: "Script", exact: true });
}

/** Chooses one of a row of alternatives. */
async function choose(page: Page, group: string, name: string): Promise<void> {
  await page.getByRole("radiogroup", { name: group }).getByText(name).click();
}

test("makes an event by hand, sees when it is due while typing, runs it and sees its job", async ({ page, daemon }) => {
  await open(page, daemon, "#/events");
  await page.getByRole("main").getByRole("link", { name: "New event" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Nightly backup");
  await script(page).click();
  await page.keyboard.type("echo backed up");

  const cron = page.getByRole("textbox", { name: "Cron expression" });
  const outlook = page.getByRole("group", { name: "What this comes to" });
  await cron.fill("15 3 * * mon");
  await expect(outlook).toContainText("At 03:15 every Monday");
  await expect(outlook.getByRole("listitem")).toHaveCount(5);
  await expect(outlook.getByRole("listitem").first()).toContainText("03:15");

  await cron.fill("15 3 31 2 *");
  await expect(cron).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText("never comes in February")).toBeVisible();
  await expect(outlook.getByRole("listitem")).toHaveCount(0);
  await cron.fill("*/10 * * * *");
  await expect(outlook).toContainText("Every 10 minutes");

  await page.getByRole("combobox", { name: "Time zone" }).fill("kolkata");
  await page.getByRole("option", { name: "Asia/Kolkata" }).click();
  await expect(outlook.getByRole("listitem").first()).toContainText("yours");

  await page.getByRole("button", { name: "Save and run" }).click();
  await expect(page).toHaveURL(/#\/jobs\/job_/);
  const [event] = await daemon.api.events.list.query({});
  expect(event).toMatchObject({ name: "Nightly backup", status: "ACTIVE", scheduleWords: "every 10 minutes" });
  await open(page, daemon, `#/events/${String(event?.id)}`);
  const runs = page.getByRole("table", { name: "Runs" });
  await expect(runs.getByRole("row", { name: /Completed/ })).toBeVisible({ timeout: 30_000 });
});

test("says at every field what is wrong with it, all at once, and leads there", async ({ page, daemon }) => {
  await open(page, daemon, "#/events/new");
  await choose(page, "Where it runs", "Servers");
  await page.getByRole("textbox", { name: "Cron expression" }).fill("99 * * * *");
  await page.getByLabel("Retries", { exact: true }).fill("12");
  await page.getByRole("button", { name: "Add a variable" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).last().fill("2 BAD");
  await page.keyboard.press("Control+s");

  const summary = page.getByRole("alert");
  await expect(summary).toContainText("6 fields need your attention");
  await expect(page.getByRole("textbox", { name: "Name", exact: true }).first()).toBeFocused();
  for (const field of ["Name", "Script", "Servers", "Cron expression", "Retries", "Variable 1, name"]) {
    await expect(summary.getByRole("button", { name: field, exact: true })).toBeVisible();
  }
  await summary.getByRole("button", { name: "Retries" }).click();
  await expect(page.getByLabel("Retries", { exact: true })).toBeFocused();
  expect(await daemon.api.events.list.query({})).toEqual([]);

  await page.getByRole("textbox", { name: "Name", exact: true }).first().fill("Fixed");
  await expect(summary).toContainText("5 fields need your attention");
});

test("a name that is taken is told at the name", async ({ page, daemon }) => {
  await daemon.api.events.create.mutate(greeting);
  await open(page, daemon, "#/events/new");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("greeting");
  await script(page).click();
  await page.keyboard.type("true");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("textbox", { name: "Name", exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByRole("alert")).toContainText("There is an event named “Greeting” already");
});

test("keeps what was typed when somebody else saves first, and lets the person choose", async ({ page, daemon }) => {
  const { id } = await daemon.api.events.create.mutate(greeting);
  await open(page, daemon, `#/events/${String(id)}/edit`);
  const description = page.getByRole("textbox", { name: "Description" });
  await description.fill("mine");
  await daemon.api.events.update.mutate({ id, version: 1, event: { ...greeting, timeoutMs: 60_000 } });

  const conflict = page.getByRole("alert");
  await expect(conflict).toContainText("was saved elsewhere");
  await expect(conflict).toContainText("timeout");
  await expect(description).toHaveValue("mine");
  await conflict.getByRole("button", { name: "Keep mine" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`#/events/${String(id)}$`));
  const saved = await daemon.api.events.get.query({ id });
  expect(saved).toMatchObject({ version: 3, description: "mine" });
  expect(saved.fields.timeoutMs).toBe(1_800_000);
});

test("an untouched form follows what others save, and their pause is not undone", async ({ page, daemon }) => {
  const { id } = await daemon.api.events.create.mutate({ ...greeting, status: "ACTIVE" });
  await open(page, daemon, `#/events/${String(id)}/edit`);
  const description = page.getByRole("textbox", { name: "Description" });
  await expect(description).toHaveValue("");
  await daemon.api.events.update.mutate({
    id,
    version: 1,
    event: { ...greeting, status: "ACTIVE", description: "theirs" },
  });
  await expect(description).toHaveValue("theirs");
  await daemon.api.events.setStatus.mutate({ id, status: "PAUSED" });
  await expect(page.getByRole("combobox", { name: "Status" })).toHaveValue("Paused");
  await description.fill("theirs and mine");
  await page.keyboard.press("Control+s");
  await expect(page).toHaveURL(new RegExp(`#/events/${String(id)}$`));
  expect(await daemon.api.events.get.query({ id })).toMatchObject({ status: "PAUSED", description: "theirs and mine" });
});

test("asks before leaving with unsaved changes, and loses nothing when one stays", async ({ page, daemon }) => {
  await open(page, daemon, "#/events/new");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Half done");
  await page.getByRole("link", { name: "Cancel" }).click();
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await question.getByRole("button", { name: "Stay" }).click();
  await expect(page.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("Half done");
  await page.goBack();
  await question.getByRole("button", { name: "Leave" }).click();
  await expect(page.getByRole("textbox", { name: "Name", exact: true })).toHaveCount(0);
});

test("a stored secret is never shown, is kept by saving, and is asked for again in a copy", async ({
  page,
  daemon,
}) => {
  const environment = [{ key: "TOKEN", secret: "open sesame" }];
  const { id } = await daemon.api.events.create.mutate({ ...greeting, environment });
  await open(page, daemon, `#/events/${String(id)}/edit`);
  await expect(page.getByText("Kept in the vault", { exact: true })).toBeVisible();
  await page.getByRole("textbox", { name: "Description" }).fill("changed");
  await page.keyboard.press("Control+s");
  await expect(page).toHaveURL(new RegExp(`#/events/${String(id)}$`));
  expect((await daemon.api.events.get.query({ id })).fields.environment).toEqual([{ key: "TOKEN", keepSecret: true }]);

  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Duplicate" }).click();
  await expect(page.getByText("Enter again: TOKEN")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Name", exact: true }).first()).toHaveValue("Greeting copy");
  await page.keyboard.press("Control+s");
  await expect(page.getByText("Enter the secret; it is not shown again").first()).toBeVisible();
  await page.getByLabel("Secret value of TOKEN").fill("new word");
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("heading", { name: "Greeting copy" })).toBeVisible();
});

test("works by keyboard alone: go, find, move, run, open, act, write a script and leave the editor", async ({
  page,
  daemon,
}) => {
  await daemon.api.events.create.mutate(greeting);
  await daemon.api.events.create.mutate({ ...greeting, name: "Farewell", status: "ACTIVE" });
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("e");
  await expect(page.getByRole("table", { name: "Events" })).toBeVisible();

  await page.keyboard.press("/");
  await page.keyboard.type("fare");
  await expect(page).toHaveURL(/q=fare/);
  await expect(page.getByRole("row", { name: /Greeting/ })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("row", { name: /Greeting/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await expect(page.getByRole("row", { name: /Farewell/ })).toBeFocused();
  await page.keyboard.press("j");
  await expect(page.getByRole("row", { name: /Greeting/ })).toBeFocused();
  await page.keyboard.press("r");
  await expect(page.getByRole("row", { name: /Greeting.*Completed/ })).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press("k");
  await page.keyboard.press(".");
  await page.getByRole("menuitem", { name: "Pause" }).press("Enter");
  await expect(page.getByRole("row", { name: /Paused.*Farewell/ })).toBeVisible();
  await page.getByRole("row", { name: /Farewell/ }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Farewell" })).toBeVisible();

  await page.keyboard.press("e");
  await expect(page).toHaveURL(/\/edit$/);
  await script(page).focus();
  await page.keyboard.press("Tab");
  await expect(script(page)).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await expect(script(page)).not.toBeFocused();
});

test("an event is run with an input, which is refused where it is no JSON, and leads to the job", async ({
  page,
  daemon,
}) => {
  const { id } = await daemon.api.events.create.mutate({ ...greeting, script: 'echo "given $CRONIUM_INPUT"\n' });
  await open(page, daemon, `#/events/${String(id)}`);
  await expect(page.getByRole("button", { name: "Run now" })).toBeVisible();
  await page.keyboard.press(".");
  await page.getByRole("menuitem", { name: "Run with input…" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Run “Greeting” with input" });
  await dialog.getByRole("textbox", { name: "Input" }).fill("Ada");
  await dialog.getByRole("button", { name: "Run" }).press("Enter");
  await expect(dialog.getByText(/This is no JSON/)).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("textbox", { name: "Input" }).fill('{"name": "Ada"}');
  await page.keyboard.press("Control+Enter");
  await expect(page).toHaveURL(/#\/jobs\//);
  await expect(page.getByText('given {"name":"Ada"}')).toBeVisible({ timeout: 30_000 });
});

test("spells out what deleting takes along, and refuses while a job is unfinished", async ({ page, daemon }) => {
  const { id } = await daemon.api.events.create.mutate({ ...greeting, script: "sleep 600\n" });
  const { jobId } = await daemon.api.events.run.mutate({ id });
  await open(page, daemon, `#/events/${String(id)}`);
  const act = async (name: string): Promise<void> => {
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name }).click();
  };
  await act("Delete…");
  const refusal = page.getByRole("dialog", { name: "“Greeting” cannot be deleted yet" });
  await expect(refusal).toContainText("1 job of it is not finished");
  await refusal.getByRole("button", { name: "Keep as it is" }).click();

  await daemon.api.jobs.cancel.mutate({ id: jobId });
  await expect(page.getByRole("row", { name: /Cancelled/ })).toBeVisible({ timeout: 30_000 });
  await act("Delete…");
  const question = page.getByRole("dialog", { name: "Delete “Greeting”?" });
  await expect(question).toContainText("Its 1 job and its log are removed.");
  await expect(question).toContainText("This cannot be undone.");
  await question.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page).toHaveURL(/#\/events$/);
  expect(await daemon.api.events.list.query({})).toEqual([]);
});

test("the ledger says of every due instant what became of it and why", async ({ page, daemon }) => {
  const schedule = { kind: "interval", everyMs: 1_000, overlap: "skip" } as const;
  const { id } = await daemon.api.events.create.mutate({
    ...greeting,
    status: "ACTIVE",
    schedule,
    script: "sleep 3\n",
  });
  await open(page, daemon, `#/events/${String(id)}?tab=ledger`);
  const ledger = page.getByRole("table", { name: "Ledger" });
  await expect(ledger.getByRole("row", { name: /Ran.*on time/ }).first()).toBeVisible({ timeout: 30_000 });
  await expect(ledger.getByRole("row", { name: /Skipped.*an earlier job is not finished/ }).first()).toBeVisible();
  await choose(page, "Decision", "Skipped");
  await expect(page).toHaveURL(/decision=skipped/);
  await expect(ledger.getByRole("row", { name: /Ran/ })).toHaveCount(0);
  await choose(page, "Decision", "Ran");
  await ledger.getByRole("link", { name: "Open job" }).first().click();
  await expect(page).toHaveURL(/#\/jobs\/job_/);
});
