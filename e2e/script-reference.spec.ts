import { expect } from "@playwright/test";
import { expectAccessible, openScreen, tabTo } from "./fixtures/screens.ts";
import { test } from "./fixtures/test.ts";

test("finds a helper beside the editor, inserts it at the cursor, and completes helpers and variables", async ({
  page,
  daemon,
}) => {
  await daemon.api.variables.create.mutate({ key: "region.main", value: "eu" });
  await openScreen(page, daemon, "#/events/new");
  const script = page.getByRole("textbox", { name: "Script", exact: true });
  await tabTo(page, "button", "Helpers");
  await page.keyboard.press("Enter");
  const languages = page.getByRole("radiogroup", { name: "Language" });
  await languages.getByText("Python", { exact: true }).click();
  const panel = page.getByRole("complementary", { name: "Helpers" });
  await expect(panel.getByRole("listitem")).not.toHaveCount(0);
  await expectAccessible(page);
  await script.fill("if True:\n    ");
  await page.keyboard.press("ControlOrMeta+End");
  await panel.getByRole("searchbox", { name: "Search helpers" }).fill("adds number");
  await expect(panel.getByRole("listitem")).toHaveCount(1);
  await panel.getByRole("button", { name: "Insert cronium.increment_variable" }).press("Enter");
  await expect(script).toContainText('    runs = cronium.increment_variable("runs")');
  await expect(script).toBeFocused();

  await page.keyboard.type("\ncronium.set_c");
  // The editor takes no Enter for an answer in the first moment, lest one who types on is surprised: so, by the mouse.
  await page.getByRole("option", { name: /cronium\.set_condition/ }).click();
  await page.keyboard.type("(True)\n");
  await expect(script).toContainText("cronium.set_condition(True)");
  await page.keyboard.type('cronium.get_variable("reg');
  await expect(page.getByRole("option", { name: /region\.main/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("option", { name: /region\.main/ }).click();
  await expect(script).toContainText('cronium.get_variable("region.main"');

  // The reference follows the language, and stays within a narrow window.
  await page.setViewportSize({ width: 900, height: 600 });
  await languages.getByText("Bash", { exact: true }).click();
  await panel.getByRole("searchbox", { name: "Search helpers" }).fill("");
  await expect(panel.getByRole("button", { name: "Insert cronium_event_field" })).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  expect(wide).toBe(false);
});
