import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { readBed } from "./bed/read-bed.mjs";
import type { RunningDaemon } from "./fixtures/daemon.ts";
import { expectAccessible, openScreen, tabTo } from "./fixtures/screens.ts";
import { test } from "./fixtures/test.ts";

/** One server of the bed under several names: each is a server of its own to the program. */
async function addServers(daemon: RunningDaemon, count: number): Promise<number[]> {
  const [server] = readBed().servers;
  if (server === undefined) throw new Error("the bed has no server");
  const ids: number[] = [];
  for (let index = 1; index <= count; index++) {
    const { id } = await daemon.api.servers.create.mutate({
      name: `node-${String(index)}`,
      address: server.address,
      port: server.port,
      username: server.username,
      hostKey: server.hostKeyFingerprint,
      authentication: { kind: "key", privateKey: readFileSync(server.privateKeyFile, "utf8") },
    });
    ids.push(id);
  }
  return ids;
}

test("a rollout is chosen in the form, stops where it fails, is read in one log, and retried where it failed", async ({
  page,
  daemon,
}) => {
  const serverIds = await addServers(daemon, 4);
  const flag = `/tmp/many-servers-${String(process.pid)}-${String(Date.now())}`;
  const { id } = await daemon.api.events.create.mutate({
    name: "Deploy",
    type: "BASH",
    status: "ACTIVE",
    run: { on: "servers", serverIds, groups: [] },
    // The first succeeds, the second fails, and all that come later succeed.
    script: `echo hello from a server\nmkdir ${flag} 2>/dev/null && exit 0\nmkdir ${flag}-2 2>/dev/null && { echo no room >&2; exit 4; }\nrmdir ${flag} ${flag}-2 2>/dev/null\nexit 0\n`,
  });
  await openScreen(page, daemon, `#/events/${String(id)}/edit`);
  await page.getByRole("button", { name: /On several servers/ }).press("Enter");
  await page.getByLabel("Servers first, alone").fill("1");
  await page.getByLabel("Servers at once").fill("1");
  await page.getByLabel("Stop after failures").fill("1");
  await expect(
    page.getByText("What will happen: first 1 server alone, then one at a time, stops after 1 failure."),
  ).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect
    .poll(async () => (await daemon.api.events.get.query({ id })).fields.rollout)
    .toEqual({ canary: 1, atOnce: 1, pauseMs: 0, stopAfterFailures: 1 });
  // The form leaves by itself once it hears that it is saved, and would take a later screen away.
  await expect(page).toHaveURL(new RegExp(`#/events/${String(id)}$`));

  const { jobId } = await daemon.api.events.run.mutate({ id });
  await openScreen(page, daemon, `#/jobs/${jobId}`);
  await expect(page.getByText("1 of 4 targets failed: node-2", { exact: false })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("list", { name: "Not tried" })).toContainText("node-4");

  await page.getByRole("link", { name: /All in one/ }).press("Enter");
  const log = page.getByRole("log", { name: "Logs of Deploy on all servers" });
  await expect(log).toContainText("node-1hello from a server");
  await expect(log).toContainText("node-2no room");
  await page.keyboard.press("/");
  await page.keyboard.type("(hello|no) [fr]");
  await page.getByRole("button", { name: "Regular expression" }).click();
  const found = page.getByRole("search").getByRole("status");
  await expect(found).toHaveText("1 of 3");
  await page.getByRole("textbox", { name: "Find in the log" }).press("Enter");
  await expect(found).toHaveText("2 of 3");
  await expect(log.locator("mark")).toHaveText(["hello f", "hello f", "no r"]);
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("w");
  await expect(page.getByRole("button", { name: "Wrap long lines (w)" })).toHaveAttribute("aria-pressed", "false");
  await page.getByRole("button", { name: "Download the log" }).press("Enter");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "As text, with times and servers" }).press("Enter"),
  ]);
  expect(readFileSync(await download.path(), "utf8")).toMatch(/^node-1 {2}\S+Z stdout hello from a server\n/);
  await page.getByRole("group", { name: "Servers shown" }).getByRole("button", { name: "node-1" }).press("Enter");
  await expect(log).not.toContainText("node-2");
  await page.getByRole("group", { name: "Servers shown" }).getByRole("button", { name: "node-1" }).press("Enter");
  await expect(page.getByText("No server is chosen.")).toBeVisible();

  await page.getByRole("tab", { name: "Servers (4)" }).click();
  await expect(page.getByText("4 servers: done on 1, failed on 1, not tried on 2.", { exact: false })).toBeVisible();
  await tabTo(page, "button", "Retry failed servers");
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(new RegExp(jobId));
  await expect(page.getByRole("tab", { name: "Servers (3)" })).toBeVisible();
  await expect(page.getByText("Completed", { exact: true }).first()).toBeVisible({ timeout: 60_000 });
});
