import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test as plain } from "@playwright/test";
import { createStandInCron, type StandInCron } from "../electron/testing/stand-in-cron.ts";
import { readBed } from "./bed/read-bed.mjs";
import { startDaemon, type RunningDaemon } from "./fixtures/daemon.ts";
import { expectAccessible, openScreen, tabTo } from "./fixtures/screens.ts";

interface Left {
  readonly daemon: RunningDaemon;
  readonly cron: StandInCron;
  readonly eventId: number;
}

/** A daemon with an event that runs on a server of the bed, on which a stand-in for cron is at work. */
const test = plain.extend<Left>({
  cron: async ({}, provide) => {
    const folder = mkdtempSync(join(tmpdir(), "cronium-leaving-"));
    chmodSync(folder, 0o755);
    const cron = createStandInCron(join(folder, "cron"), server().home, directory);
    await provide(cron);
    cron.remove();
    rmSync(folder, { recursive: true, force: true });
  },
  daemon: async ({}, provide) => {
    const daemon = await startDaemon();
    await provide(daemon);
    await daemon.remove();
  },
  eventId: async ({ daemon }, provide) => {
    const { name, address, port, username, privateKeyFile, home } = server();
    const authentication = { kind: "key", privateKey: readFileSync(privateKeyFile, "utf8") } as const;
    const place = { name, address, port, username, authentication, options: { directory } };
    const { id: serverId } = await daemon.api.servers.create.mutate(place);
    await daemon.api.servers.test.mutate({ id: serverId });
    const { offered } = await daemon.api.servers.get.query({ id: serverId });
    await daemon.api.servers.trust.mutate({ id: serverId, fingerprint: offered?.fingerprint ?? "" });
    const { id } = await daemon.api.events.create.mutate({
      name: "Nightly backup",
      type: "BASH",
      status: "ACTIVE",
      run: { on: "servers", serverIds: [serverId], groups: [] },
      script: "echo saved\n",
      environment: [{ key: "DB_PASSWORD", secret: "not to be shown anywhere" }],
      schedule: { kind: "cron", cron: "15 * * * *", timezone: "Europe/Vienna" },
    });
    await provide(id);
    rmSync(join(home, directory), { recursive: true, force: true });
  },
});

const directory = `.cronium-leaving-page-${String(process.pid)}`;

function server() {
  const [first] = readBed().servers;
  if (first === undefined) throw new Error("the bed has no server");
  return first;
}

test("a schedule is left to a server and taken back, by keyboard, after its reader was told what lies there", async ({
  page,
  daemon,
  cron,
  eventId,
}) => {
  await page.goto(daemon.url);
  await openScreen(page, daemon, `#/events/${String(eventId)}`);
  await expect(page.getByRole("heading", { name: "Nightly backup" })).toBeVisible();
  await page.keyboard.press(".");
  await page.getByRole("menuitem", { name: "Leave to a server…" }).click();
  const dialog = page.getByRole("dialog", { name: /Leave the schedule/ });
  await tabTo(page, "button", "See what that means");
  await page.keyboard.press("Enter");
  await expect(dialog).toContainText("with the values of 1 secret: DB_PASSWORD");
  await expect(dialog).toContainText("One line in the user's crontab");
  await expectAccessible(page);
  await page.screenshot({ path: test.info().outputPath("dialog.png") });
  await dialog.getByRole("button", { name: "Leave it there" }).click();
  const section = page.getByRole("region", { name: "While this computer is off" });
  await expect(section).toContainText("On the server");
  await expect(section).toContainText("0 ran");
  expect(cron.commands()).toHaveLength(1);
  await expectAccessible(page);
  await page.screenshot({ path: test.info().outputPath("section.png") });
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.emulateMedia({ colorScheme: "light" });
  await page.screenshot({ path: test.info().outputPath("section-wide.png") });
  await tabTo(page, "button", "Take back");
  await page.keyboard.press("Enter");
  await expect(section).toHaveCount(0);
  expect(cron.text()).toBeUndefined();
});
