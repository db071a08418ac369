import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { startDaemon } from "./fixtures/daemon.ts";
import { expectAccessible, openScreen, tabTo } from "./fixtures/screens.ts";

test.skip(process.platform !== "linux", "where timers are files that can be put elsewhere for a test");

test("the watch says what it puts where, is installed and taken away again, by keyboard alone", async ({ page }) => {
  const home = await mkdtemp(join(tmpdir(), "cronium-watch-"));
  const daemon = await startDaemon({ environment: { XDG_CONFIG_HOME: home } });
  const written = async (): Promise<string[]> =>
    (await readdir(home, { recursive: true, withFileTypes: true }))
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name));
  try {
    await page.goto(daemon.url);
    await openScreen(page, daemon, "#/settings");
    const watch = page.getByRole("region", { name: "Watch" });
    await expect(watch).toContainText("Not installed.");
    const { timer } = await daemon.api.watch.status.query();
    for (const path of timer.makes) await expect(watch).toContainText(path);
    expect(await written()).toEqual([]);

    await tabTo(page, "button", "Install…");
    await page.keyboard.press("Enter");
    const question = page.getByRole("dialog", { name: "Have this computer watch over Cronium?" });
    for (const path of timer.makes) await expect(question).toContainText(path);
    await tabTo(page, "button", "Install");
    await page.keyboard.press("Enter");
    await expect(watch.getByRole("button", { name: "Remove…" })).toBeVisible();
    expect((await written()).sort()).toEqual([...timer.makes].sort());
    await expectAccessible(page);

    await tabTo(page, "button", "Remove…");
    await page.keyboard.press("Enter");
    await tabTo(page, "button", "Remove");
    await page.keyboard.press("Enter");
    await expect(watch).toContainText("Not installed.");
    expect(await written()).toEqual([]);
  } finally {
    await daemon.remove();
    await rm(home, { recursive: true, force: true });
  }
});
