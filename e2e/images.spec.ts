import { execFileSync } from "node:child_process";
import { expect } from "@playwright/test";
import { expectAccessible, openScreen, tabTo } from "./fixtures/screens.ts";
import { test } from "./fixtures/test.ts";

const base = { type: "BASH", status: "DRAFT", script: "true\n" } as const;

test("shows the images, builds one again with its log live, and fails to pull in plain words, by keyboard", async ({
  page,
  daemon,
}) => {
  await daemon.api.events.create.mutate({ ...base, name: "Nightly", run: { on: "container" } });
  const custom = "127.0.0.1:9/nobody/tools:1";
  await daemon.api.events.create.mutate({ ...base, name: "Tools", run: { on: "container", image: custom } });
  await openScreen(page, daemon, "#/settings");
  await page.getByRole("link", { name: "Build, pull and remove images" }).click();
  await expect(page).toHaveTitle("Images · Cronium");
  const own = page.getByRole("table", { name: "The program's own images" });
  const bash = own.getByRole("row", { name: /^Bash Present/ });
  await expect(bash).toContainText(/cronium\/bash:[0-9a-f]{12}/);
  await expect(bash).toContainText("Nightly");
  await expect(page.getByRole("table", { name: "Other images" }).getByRole("row", { name: /tools:1/ })).toContainText(
    "Missing",
  );
  await expect(
    page.getByRole("status").filter({ hasText: `Not here yet, though events name it: ${custom}` }),
  ).toBeVisible();
  await expectAccessible(page);

  await bash.focus();
  await page.keyboard.press(".");
  await page.getByRole("menuitem", { name: "Build again" }).press("Enter");
  const works = page.getByRole("list", { name: "Builds and pulls" }).getByRole("listitem");
  await expect(works).toHaveCount(1);
  // The log is open from its first line on.
  await expect(works.getByRole("log")).toContainText(/Pulling|Building/);
  await works.getByRole("button", { name: "Cancel" }).click();
  await expect(works).toContainText("Cancelled");

  await tabTo(page, "textbox", "Image to pull");
  await page.keyboard.type("Not An Image");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/is no name of an image/)).toBeVisible();
  await page.getByRole("textbox", { name: "Image to pull" }).fill(custom);
  await page.keyboard.press("Enter");
  await expect(works.first()).toContainText("The image could not be pulled");
  await expect(works.first()).toContainText(/refused/);
  await expectAccessible(page);
  await works
    .first()
    .getByRole("button", { name: /^Dismiss/ })
    .press("Enter");
  await expect(page.getByText("The image could not be pulled")).toBeHidden();
});

test("removes what is outdated and unused, after asking", async ({ page, daemon }) => {
  const { own } = await daemon.api.images.list.query();
  const present = own.find(({ kind, state }) => kind === "bash" && state === "present")?.name ?? "";
  const old = `cronium/bash:${"d".repeat(12)}`;
  execFileSync("docker", ["build", "-q", "-t", old, "--label", "dev.cronium.image=bash", "-"], {
    input: `FROM ${present}\nLABEL cronium.test=old\n`,
  });
  try {
    await openScreen(page, daemon, "#/settings/images");
    await page.getByRole("button", { name: "Show", exact: true }).press("Enter");
    await expect(page.getByRole("row", { name: /dddddddddddd/ })).toContainText("Outdated");
    await page.getByRole("button", { name: "Remove…" }).click();
    await expect(page.getByRole("dialog")).toContainText("Those that an event names");
    await page.getByRole("button", { name: "Keep as it is" }).click();
    await expect(page.getByRole("row", { name: /dddddddddddd/ })).toBeVisible();
  } finally {
    execFileSync("docker", ["rmi", old]);
  }
});
