import { expect, test } from "@playwright/test";
import { startDaemon } from "./fixtures/daemon.ts";
import { expectAccessible, openScreen, tabTo } from "./fixtures/screens.ts";

test("the storage panel says that the data is safe, backs up by keyboard alone, and keeps what is set", async ({
  page,
}) => {
  const daemon = await startDaemon();
  try {
    await page.goto(daemon.url);
    await openScreen(page, daemon, "#/settings");
    const storage = page.getByRole("region", { name: "Storage" });
    await expect(storage).toContainText("There is no backup yet.");
    for (const name of ["Database", "Logs", "Backups", "Free on this disk"]) await expect(storage).toContainText(name);

    await tabTo(page, "button", "Back up now");
    await page.keyboard.press("Enter");
    await expect(storage.getByRole("status")).toContainText("The data is safe.");
    const backups = storage.getByRole("table", { name: "Backups" });
    await expect(backups.getByRole("row")).toHaveCount(2);
    await expect(backups).toContainText("by hand");
    await expect(backups).toContainText("verified");

    const kept = storage.getByRole("textbox", { name: "Keep jobs of each event" });
    await kept.fill("50");
    await kept.press("Enter");
    const limit = storage.getByRole("textbox", { name: "Logs may take" });
    await limit.fill("500");
    await limit.press("Enter");
    await expect
      .poll(() => daemon.api.settings.get.query())
      .toMatchObject({ keepJobsPerEvent: 50, keepLogBytes: 500_000_000 });
    await expectAccessible(page);
  } finally {
    await daemon.remove();
  }
});
