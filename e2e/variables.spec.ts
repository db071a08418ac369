import { readFile } from "node:fs/promises";
import { expect } from "@playwright/test";
import { expectAccessible, openScreen } from "./fixtures/screens.ts";
import { test } from "./fixtures/test.ts";

test("variables are made, found, changed and deleted, by keyboard alone", async ({ page, daemon }) => {
  await page.keyboard.press("g");
  await page.keyboard.press("v");
  await expect(page.getByRole("heading", { name: "Variables" })).toBeVisible();
  await expect(page.getByText("Scripts share values here")).toBeVisible();
  await expectAccessible(page);

  await page.keyboard.press("n");
  const dialog = page.getByRole("dialog", { name: "New variable" });
  await page.keyboard.type("2bad");
  await dialog.getByRole("textbox", { name: "Value" }).fill("5");
  await expect(dialog.getByText("It looks like a number.")).toBeVisible();
  await expect(dialog.getByText("Scripts get these characters as a text.")).toBeVisible();
  await dialog.getByRole("button", { name: "Create" }).press("Enter");
  await expect(dialog.getByText("a key has letters, digits and _ . : - only")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Key" }).fill("LIMIT");
  await dialog.getByRole("button", { name: "Take it as a number" }).press("Enter");
  await expect(dialog.getByText("Scripts get a number.")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Value" }).fill("{5");
  await expect(dialog.getByText("This is no JSON")).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("textbox", { name: "Value" }).fill('{"max":5}');
  await dialog.getByRole("textbox", { name: "Description" }).fill("Of each run");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  expect(await daemon.api.variables.get.query({ key: "LIMIT" })).toMatchObject({ text: '{"max":5}', version: 1 });

  await daemon.api.variables.create.mutate({ key: "REGION", value: "5" });
  await expect(page.getByRole("row", { name: /REGION/ })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("/");
  await page.keyboard.type("each run");
  await expect(page.getByText("1 variable found")).toBeVisible();
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "LIMIT" }).press("Enter");
  await expect(page.getByRole("heading", { name: "LIMIT" })).toBeVisible();
  await expect(page.getByText("No event has used it")).toBeVisible();

  await page.keyboard.press("e");
  const edit = page.getByRole("dialog", { name: "Edit LIMIT" });
  await edit.getByRole("textbox", { name: "Value" }).fill("7");
  await daemon.api.variables.update.mutate({ key: "LIMIT", version: 1, value: 6 });
  await edit.getByRole("button", { name: "Save" }).press("Enter");
  await expect(edit.getByText("saved elsewhere while you were editing it")).toBeVisible();
  await expect(edit.getByText("They changed: Value.")).toBeVisible();
  await expectAccessible(page);
  await edit.getByRole("button", { name: "Keep mine" }).press("Enter");
  await edit.getByRole("button", { name: "Save" }).press("Enter");
  await expect(edit).toBeHidden();
  await expect(page.getByText("7", { exact: true })).toBeVisible();
  expect(await daemon.api.variables.get.query({ key: "LIMIT" })).toMatchObject({ text: "7", version: 3 });

  await page.keyboard.press(".");
  await page.getByRole("menuitem", { name: "Delete…" }).press("Enter");
  await expect(page.getByText("No script is known to use it.")).toBeVisible();
  await page.getByRole("button", { name: "Delete", exact: true }).press("Enter");
  await expect(page.getByRole("heading", { name: "Variables" })).toBeVisible();
  await expect(page.getByRole("row", { name: /LIMIT/ })).toBeHidden();
});

test("a secret is never shown again, and who uses a variable is", async ({ page, daemon }) => {
  await daemon.api.variables.create.mutate({ key: "TOKEN", value: "hunter2-and-more", secret: true });
  await daemon.api.events.create.mutate({
    name: "shop sync",
    type: "BASH",
    run: { on: "this-computer" },
    script: "curl -H $(cronium get_variable TOKEN)",
  });
  await openScreen(page, daemon, "#/variables/TOKEN");
  await expect(page.getByText("Hidden: scripts can read it")).toBeVisible();
  await expect(page.getByRole("row", { name: /shop sync.*mentions it/ })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("e");
  const edit = page.getByRole("dialog", { name: "Edit TOKEN" });
  await edit.getByRole("switch", { name: "Secret" }).press("Space");
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(edit.getByText("The hidden value is never shown")).toBeVisible();
  await edit.getByRole("switch", { name: "Secret" }).press("Space");
  await edit.getByRole("textbox", { name: "Description" }).fill("Of the shop");
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(edit).toBeHidden();
  await expect(page.getByText("Of the shop")).toBeVisible();
  expect(await page.content()).not.toContain("hunter2");
});

test("variables are imported after a look at what would change, and exported", async ({ page, daemon }) => {
  await daemon.api.variables.create.mutate({ key: "A", value: "one" });
  await openScreen(page, daemon, "#/variables");
  await page.locator("header").getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Import…" }).click();
  const dialog = page.getByRole("dialog", { name: "Import variables" });
  const text = dialog.getByRole("textbox", { name: "Its text" });
  await text.fill("A two");
  await dialog.getByRole("button", { name: "Show what would change" }).click();
  await expect(dialog.getByText("line 1: it has no KEY=value")).toBeVisible();
  await text.fill("A=two\nB=5\n");
  await dialog.getByRole("checkbox").check();
  await dialog.getByRole("button", { name: "Show what would change" }).click();
  await expect(dialog.getByRole("listitem").filter({ hasText: "A" }).first()).toContainText('"one" → "two"');
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Import 2 variables" }).click();
  await expect(dialog).toBeHidden();
  expect(await daemon.api.variables.get.query({ key: "B" })).toMatchObject({ text: "5" });

  await page.locator("header").getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Export…" }).click();
  const exporting = page.getByRole("dialog", { name: "Export variables" });
  await exporting.getByText("env", { exact: true }).click();
  await expect(exporting.getByText('A="two"')).toBeVisible();
  await expectAccessible(page);
  const download = page.waitForEvent("download");
  await exporting.getByRole("button", { name: "Save file" }).click();
  expect(await readFile((await (await download).path()) ?? "", "utf8")).toMatch(/^#.*--typed.*\nA="two"\nB=5\n$/);
});
