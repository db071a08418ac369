import { expect } from "@playwright/test";
import { expectAccessible, openScreen } from "./fixtures/screens.ts";
import { test } from "./fixtures/test.ts";

test("an event's limits and the failures after which it is tried again are edited, kept and told", async ({
  page,
  daemon,
}) => {
  const { id } = await daemon.api.events.create.mutate({
    name: "nightly",
    type: "BASH",
    status: "ACTIVE",
    run: { on: "this-computer" },
    script: "sleep 60",
  });
  await openScreen(page, daemon, `#/events/${String(id)}/edit`);
  const limits = page.getByRole("region", { name: "Limits" });
  await limits.getByLabel("Retries", { exact: true }).fill("2");
  await limits.getByLabel("Jobs at once").fill("0");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(limits.getByText("A limit is at least 1")).toBeVisible();
  await limits.getByLabel("Jobs at once").fill("1");
  await limits.getByLabel("Log of a run").fill("5");
  const usual = limits.getByRole("checkbox", { name: /Only after failures that trying again can help/ });
  await expect(usual).toBeChecked();
  await usual.press("Space");
  const chosen = limits.getByRole("combobox", { name: "Tried again after these failures" });
  await expect(chosen).toBeVisible();
  await chosen.press("Backspace");
  await chosen.fill("refused");
  await page.getByRole("option", { name: "The server refused the login" }).click();
  await page.keyboard.press("Escape");
  await limits.scrollIntoViewIfNeeded();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save", exact: true }).click();

  await expect.poll(async () => (await daemon.api.events.get.query({ id })).fields.concurrency).toBe(1);
  const { fields } = await daemon.api.events.get.query({ id });
  expect(fields.logLimitBytes).toBe(5_000_000);
  expect(fields.retries.on).toContain("authentication_failed");
  await openScreen(page, daemon, `#/events/${String(id)}?tab=definition`);
  await expect(page.getByText("1 job", { exact: true })).toBeVisible();
  await expect(page.getByText("at most 5.0 MB")).toBeVisible();

  await daemon.api.events.run.mutate({ id });
  const { jobId } = await daemon.api.events.run.mutate({ id });
  await openScreen(page, daemon, `#/jobs/${jobId}`);
  await expect(page.getByText("Waiting for the limit of 1 job of this event at once")).toBeVisible();
  for (const job of (await daemon.api.jobs.list.query()).jobs) await daemon.api.jobs.cancel.mutate({ id: job.id });
});

test("a server and a group of servers are limited, and the settings show what is under way", async ({
  page,
  daemon,
}) => {
  const { id } = await daemon.api.servers.create.mutate({
    name: "web-1",
    address: "127.0.0.1",
    port: 22,
    username: "me",
    authentication: { kind: "agent" },
    groups: ["web"],
  });
  await openScreen(page, daemon, `#/servers/${String(id)}`);
  await page.getByRole("button", { name: "Edit" }).click();
  const atOnce = page.getByRole("dialog").getByLabel("Runs at once");
  await atOnce.fill("3");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect.poll(async () => (await daemon.api.servers.get.query({ id })).concurrency).toBe(3);

  await openScreen(page, daemon, "#/settings");
  const groups = page.getByRole("region", { name: "Groups of servers, at once" });
  await expect(groups).toContainText("web-1; nothing under way.");
  const limit = groups.getByRole("textbox", { name: "web" });
  await limit.fill("2");
  await limit.press("Enter");
  await expect.poll(async () => (await daemon.api.groups.list.query())[0]?.concurrency).toBe(2);
  await expectAccessible(page);
  await limit.fill("");
  await limit.press("Enter");
  await expect.poll(async () => (await daemon.api.groups.list.query())[0]?.concurrency).toBeNull();
});
