import { readFile } from "node:fs/promises";
import { expect, type Page } from "@playwright/test";
import { readBed } from "./bed/read-bed.mjs";
import type { RunningDaemon } from "./fixtures/daemon.ts";
import { expectAccessible, openScreen } from "./fixtures/screens.ts";
import { test } from "./fixtures/test.ts";

/** Adds a server of the bed, trusted. @returns its id */
async function addServer(daemon: RunningDaemon, name: string): Promise<number> {
  const server = readBed().servers.find((candidate) => candidate.name === name);
  if (server === undefined) throw new Error(`the bed has no server ${name}`);
  const { id } = await daemon.api.servers.create.mutate({
    name,
    address: server.address,
    port: server.port,
    username: server.username,
    authentication: { kind: "key", privateKey: await readFile(server.privateKeyFile, "utf8") },
    hostKey: server.hostKeyFingerprint,
  });
  await daemon.api.servers.test.mutate({ id });
  return id;
}

const pane = (page: Page, title: string) => page.getByRole("region", { name: `Terminal on ${title}` });
const rows = (page: Page, title: string) => pane(page, title).locator(".xterm-rows");
const tab = (page: Page, title: string) =>
  page.getByRole("navigation", { name: "Terminals" }).getByRole("link", { name: title, exact: true });

/** Types a command once the shell is there. Its output is computed, so that it differs from what is typed. */
async function type(page: Page, title: string, command: string): Promise<void> {
  await expect(rows(page, title)).toContainText("$");
  await page.keyboard.type(command);
  await page.keyboard.press("Enter");
}

/** Pastes as Ctrl+Shift+V does. */
async function paste(page: Page, title: string, text: string): Promise<void> {
  await pane(page, title)
    .getByRole("textbox")
    .evaluate((field, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", pasted);
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, text);
}

test("shells in two tabs: typing, size, searching, pasting, light and dark", async ({ page, daemon }) => {
  const first = await addServer(daemon, "web-1");
  await addServer(daemon, "web-2");
  await openScreen(page, daemon, `#/servers/${String(first)}/terminal`);
  await type(page, "web-1", 'echo "sum $((40 + 2))"');
  await expect(rows(page, "web-1")).toContainText("sum 42");
  // Shortcuts of the page are letters in here.
  await type(page, "web-1", "echo gsj?-$((6 * 7))");
  await expect(rows(page, "web-1")).toContainText("gsj?-42");

  const lines = async (): Promise<number> => {
    await page.keyboard.type("echo rows=$(stty size | cut -d' ' -f1)=");
    await page.keyboard.press("Enter");
    return pane(page, "web-1").locator(".xterm-rows > div").count();
  };
  const before = await lines();
  await expect(rows(page, "web-1")).toContainText(`rows=${String(before)}=`);
  await page.setViewportSize({ width: 1280, height: 600 });
  await expect.poll(() => pane(page, "web-1").locator(".xterm-rows > div").count()).toBeLessThan(before);
  const after = await lines();
  await expect(rows(page, "web-1")).toContainText(`rows=${String(after)}=`);
  await page.setViewportSize({ width: 1280, height: 800 });

  await page.keyboard.press("Control+Shift+F");
  await page.getByRole("textbox", { name: "Find in the terminal" }).fill("rows=");
  await expect(pane(page, "web-1").getByRole("search")).toContainText(/\d of \d/);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "New terminal" }).click();
  await page.getByRole("option", { name: "web-2" }).click();
  // What is typed at once is for the shell that is being opened.
  await expect(pane(page, "web-2").getByRole("textbox")).toBeFocused();
  await page.keyboard.type("echo other-$((6 * 7))\n");
  await expect(rows(page, "web-2")).toContainText("other-42");
  await expect(tab(page, "web-2")).toHaveAttribute("aria-current", "page");
  await tab(page, "web-1").click();
  await expect(rows(page, "web-1")).toContainText("sum 42");
  await expect(pane(page, "web-2")).toBeHidden();

  await paste(page, "web-1", "echo one-$((6 * 7))\necho two-$((6 * 7))\n");
  const question = page.getByRole("dialog", { name: "Paste 2 lines into web-1?" });
  await expect(question).toContainText("echo one-$((6 * 7))");
  await question.getByRole("button", { name: "Paste 2 lines" }).click();
  await page.keyboard.press("Enter");
  await expect(rows(page, "web-1")).toContainText("two-42");
  await expectAccessible(page);

  // What was shown is shown again after the page is loaded anew, in the same shell.
  await page.reload();
  await expect(rows(page, "web-1")).toContainText("two-42");
  await type(page, "web-1", "echo still-$((6 * 7))");
  await expect(rows(page, "web-1")).toContainText("still-42");
});

test("a page that has grown old, a session that is ended on the server, endless output, and leaving by keyboard", async ({
  page,
  daemon,
}) => {
  const id = await addServer(daemon, "web-1");
  // As where the program was replaced by another version under an open page.
  await page.route("**/assets/terminal-view-*.js", (route) => route.abort());
  await openScreen(page, daemon, `#/servers/${String(id)}/terminal`);
  await expect(page.getByRole("alert")).toContainText("A part of this page could not be loaded");
  await expectAccessible(page);
  await page.unroute("**/assets/terminal-view-*.js");
  await page.getByRole("button", { name: "Load the page anew" }).click();
  await type(page, "web-1", "yes $((6 * 7))");
  await expect(rows(page, "web-1")).toContainText(/(42\s*){20}/);
  await page.keyboard.press("Control+C");
  await type(page, "web-1", "clear; echo after-$((6 * 7)); echo session=$PPID=");
  await expect(rows(page, "web-1")).toContainText("after-42");
  await expect(rows(page, "web-1")).toContainText(/session=\d+=/);

  const shown = (await rows(page, "web-1").textContent()) ?? "";
  process.kill(Number(/session=(\d+)=/.exec(shown)?.[1]), "SIGTERM");
  await expect(rows(page, "web-1")).toContainText("The connection to web-1 was lost");
  await expect(tab(page, "web-1, no shell")).toBeVisible();
  await pane(page, "web-1").getByRole("button", { name: "Open another shell" }).click();
  await page.keyboard.type("echo again-$((6 * 7))\n");
  await expect(tab(page, "web-1")).toBeVisible();
  await expect(rows(page, "web-1")).toContainText("again-42");
  await expect(rows(page, "web-1")).toContainText("after-42");

  await type(page, "web-1", "echo last-$((6 * 7)); exit 3");
  await expect(rows(page, "web-1")).toContainText("The shell has ended with exit code 3");
  await expect(rows(page, "web-1")).toContainText("last-42");
  await page.keyboard.press("Enter");
  await expect(tab(page, "web-1")).toBeVisible();

  // The prompt of the new shell, not one of those before it.
  await expect(rows(page, "web-1")).toContainText(/exit code 3\][^$]*\$/);
  await type(page, "web-1", "sleep 600");
  await expect(rows(page, "web-1")).toContainText("sleep 600");
  await page.keyboard.press("Control+Shift+ArrowUp");
  await expect(tab(page, "web-1")).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const question = page.getByRole("dialog", { name: "Close the terminal on web-1?" });
  await expect(question).toContainText("sleep runs in it and is ended with its shell.");
  const keep = question.getByRole("button", { name: "Keep it open" });
  await keep.click();
  await expect(question).toBeHidden();
  await pane(page, "web-1").getByRole("textbox").press("Control+C");
  // Once nothing runs there, nothing is asked.
  await expect(async () => {
    if (await question.isVisible()) await keep.click({ timeout: 2_000 });
    // What an earlier round closed is not closed again, however late the page shows it.
    const close = page.getByRole("button", { name: "Close web-1" });
    if (await close.isVisible()) await close.click({ timeout: 2_000 });
    await expect(page.getByText("No terminal is open.")).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await expect(page.getByText("No terminal is open.")).toBeVisible();
  expect(await daemon.api.terminals.list.query()).toEqual([]);
});
