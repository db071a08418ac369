import { expect, test } from "@playwright/test";
import { startDaemon, type RunningDaemon } from "./fixtures/daemon.ts";
import { expectAccessible, openScreen } from "./fixtures/screens.ts";

/** A computer where no keychain answers and nobody has agreed to a file. */
const environment = { CRONIUM_VAULT: "auto", DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent" };
const passphrase = "for this test alone";

test.skip(process.platform !== "linux", "where a keychain can be taken out of reach for a test");

test("without a keychain a person agrees to a file, unlocks it after a restart, and moves secrets by an export", async ({
  page,
}, information) => {
  let daemon: RunningDaemon = await startDaemon({ environment });
  const secrets = page.getByRole("region", { name: "Secrets" });
  const show = async (): Promise<void> => {
    await page.goto(daemon.url);
    await openScreen(page, daemon, "#/settings");
    await secrets.scrollIntoViewIfNeeded();
  };
  try {
    await show();
    await expect(secrets).toContainText("No secret can be stored yet.");
    const secret = { key: "TOKEN", value: "token-value", secret: true };
    await expect(daemon.api.variables.create.mutate(secret)).rejects.toThrow(/no place for secrets/);
    await expectAccessible(page);

    await openScreen(page, daemon, "#/servers?add=1");
    await page.getByRole("link", { name: "Choose where" }).click();

    const agree = secrets.getByRole("button", { name: "Keep secrets in an encrypted file" });
    await secrets.getByLabel("New passphrase").fill("short");
    await agree.click();
    await expect(secrets).toContainText("at least 8 characters");
    await secrets.getByLabel("New passphrase").fill(passphrase);
    await secrets.getByLabel("Once more").fill(passphrase);
    await secrets.getByLabel("Once more").press("Enter");
    await expect(secrets).toContainText("0 secrets in an encrypted file");
    await daemon.api.variables.create.mutate(secret);

    await daemon.stop();
    daemon = await startDaemon({ environment, dataDirectory: daemon.dataDirectory });
    await show();
    await expect(secrets).toContainText("Locked.");
    await expect(page.getByRole("link", { name: "Unlock them" })).toBeVisible();
    await expectAccessible(page);
    await openScreen(page, daemon, "#/");
    await expect(page.getByRole("heading", { name: "1 thing needs you" })).toBeVisible();
    await page
      .getByRole("region", { name: "Needs you" })
      .getByRole("link", { name: /Secrets are locked/ })
      .press("Enter");
    const field = secrets.getByLabel("Passphrase of the secrets file");
    await field.fill("not this one");
    await field.press("Enter");
    await expect(secrets).toContainText("This is not the passphrase of the vault");
    await field.fill(passphrase);
    await field.press("Enter");
    await expect(secrets).toContainText("1 secret in an encrypted file");

    await secrets.getByRole("button", { name: "Export…" }).click();
    const exporting = page.getByRole("dialog", { name: "Export secrets" });
    await exporting.getByLabel("Passphrase for the export").fill(passphrase);
    await exporting.getByLabel("Once more").fill(passphrase);
    const downloading = page.waitForEvent("download");
    await exporting.getByRole("button", { name: "Export", exact: true }).click();
    const file = information.outputPath("secrets.json");
    await (await downloading).saveAs(file);

    await secrets.getByRole("button", { name: "Import…" }).click();
    const importing = page.getByRole("dialog", { name: "Import secrets" });
    await importing.locator('input[type="file"]').setInputFiles(file);
    await importing.getByLabel("Passphrase of the export").fill(passphrase);
    await importing.getByRole("button", { name: "Show what it holds" }).click();
    await expect(importing.getByRole("row", { name: "variable TOKEN same" })).toBeVisible();
    await expectAccessible(page);
    await importing.getByRole("button", { name: "Import", exact: true }).click();
    await expect(page.getByText("0 added, 0 replaced, 1 left as they were")).toBeVisible();
  } finally {
    await daemon.remove();
  }
});
