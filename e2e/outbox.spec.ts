import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, type Page } from "@playwright/test";
import { expectAccessible, openScreen, tabTo } from "./fixtures/screens.ts";
import { test } from "./fixtures/test.ts";

const base = { type: "BASH", status: "ACTIVE", run: { on: "this-computer" } } as const;

interface Receiver {
  readonly url: string;
  readonly calls: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
  status: number;
}

const servers: Server[] = [];
test.afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Notes what it is sent and answers with the status the test chooses. */
async function openReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      receiver.calls.push({ headers: request.headers, body });
      response.writeHead(receiver.status).end();
    });
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = { url: `http://127.0.0.1:${String(port)}/hook?token=hush`, calls: [], status: 404 };
  return receiver;
}

/** Chooses an entry of a select by keyboard. */
async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: label, exact: true }).press("Enter");
  const entry = page.getByRole("option", { name: option, exact: true });
  await expect(entry).toBeVisible();
  for (let presses = 0; presses < 20; presses += 1) {
    if ((await entry.getAttribute("data-combobox-selected")) === "true") break;
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: label, exact: true })).toHaveValue(option);
}

test("what follows is chosen in the editor, is called and queued, waits when it fails, and is had again, by keyboard alone", async ({
  page,
  daemon,
}) => {
  // It goes through six screens, and looks at each in light and dark.
  test.setTimeout(180_000);
  const receiver = await openReceiver();
  const report = await daemon.api.events.create.mutate({ ...base, name: "Report", script: "true\n" });
  const { id } = await daemon.api.events.create.mutate({ ...base, name: "Backup", script: "true\n" });

  await openScreen(page, daemon, `#/events/${String(id)}/edit`);
  await expect(page.getByText("Nothing follows. Run another event")).toBeVisible();
  await page.getByRole("button", { name: "Add an action" }).press("Enter");
  await choose(page, "Action 1: when", "On success");
  await choose(page, "Action 1: what it does", "Run an event");
  await choose(page, "Action 1: the event", "Report");
  await page.getByRole("button", { name: "Add an action" }).press("Enter");
  await choose(page, "Action 2: when", "Always");
  await choose(page, "Action 2: what it does", "Call an address");
  await tabTo(page, "textbox", "Action 2: the address");
  await page.keyboard.type(receiver.url);
  await tabTo(page, "switch", "Action 2: calls are signed");
  await page.keyboard.press("Space");
  await page.keyboard.press("Control+s");
  await expect(page.getByText("Enter the secret; it is not shown again").first()).toBeVisible();
  const secret = page.getByRole("textbox", { name: "Action 2: the signing secret" });
  await expect(secret).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.type("sign-me");
  await page.getByRole("button", { name: "Move Action 1 down" }).press("Enter");
  await page.keyboard.press("Control+s");
  await expect(page.getByText("“Backup” is saved")).toBeVisible();
  expect((await daemon.api.events.get.query({ id })).actions).toMatchObject([
    { when: "ALWAYS", do: "call_url", signed: true },
    { when: "ON_SUCCESS", do: "run_event", eventId: report.id },
  ]);
  await openScreen(page, daemon, `#/events/${String(id)}?tab=definition`);
  const after = page.getByRole("region", { name: "After it ends" });
  await expect(after).toContainText(/Call http:\/\/127\.0\.0\.1:\d+\/hook\?token=…, signed/);
  await expect(after.getByRole("link", { name: "Run Report" })).toBeVisible();
  await expect(page.getByText("hush")).toHaveCount(0);
  await expectAccessible(page);

  // The receiver refuses: the call is dead, the follow-up has been queued.
  const { jobId } = await daemon.api.events.run.mutate({ id });
  await openScreen(page, daemon, `#/jobs/${jobId}`);
  const beforeAndAfter = page.getByRole("list", { name: "Before and after" });
  await expect(beforeAndAfter.getByRole("listitem").filter({ hasText: "/hook" })).toContainText("Undelivered");
  await expect(beforeAndAfter.getByRole("listitem").filter({ hasText: "Run Report" })).toContainText("Delivered");
  await expectAccessible(page);
  await tabTo(page, "link", "its job");
  await page.keyboard.press("Enter");
  await expect(beforeAndAfter).toContainText("Follows from Backup");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Report");

  await page.keyboard.press("i");
  const inbox = page.getByRole("dialog", { name: "1 thing needs you" });
  await expect(inbox.getByRole("link", { name: /Undelivered: Call http/ })).toContainText("refused the call");
  await page.keyboard.press("Escape");
  await expect(inbox).toHaveCount(0);
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  const messages = page.getByRole("table", { name: "Messages" });
  await expect(page.getByText("1 message could not be delivered: redeliver or dismiss.")).toBeVisible();
  await expect(messages.getByRole("row", { name: /Undelivered/ })).toContainText("404");
  await expectAccessible(page);
  await tabTo(page, "button", /^Undelivered/);
  await page.keyboard.press("Space");
  await expect(messages.getByRole("row")).toHaveCount(2);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "It could not be delivered" })).toContainText("404");
  await expect(page.getByRole("region", { name: "What is delivered" })).toContainText("job.completed");
  await expectAccessible(page);

  receiver.status = 204;
  await tabTo(page, "button", "Redeliver");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("definition").filter({ hasText: "204 No Content" })).toBeVisible();
  await expect(page.getByRole("alert").filter({ hasText: "It could not be delivered" })).toHaveCount(0);
  const [first, second] = receiver.calls;
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  const signed = `${String(second?.headers["webhook-id"])}.${String(second?.headers["webhook-timestamp"])}.${second?.body ?? ""}`;
  expect(second?.headers["webhook-signature"]).toBe(
    `v1,${createHmac("sha256", "sign-me").update(signed).digest("base64")}`,
  );
});

test("a circle is refused in the editor, a kept secret is kept, and an undelivered message is dismissed", async ({
  page,
  daemon,
}) => {
  const receiver = await openReceiver();
  const first = await daemon.api.events.create.mutate({ ...base, name: "First", script: "true\n" });
  const second = await daemon.api.events.create.mutate({
    ...base,
    name: "Second",
    script: "true\n",
    actions: [
      { when: "ON_SUCCESS", do: "run_event", eventId: first.id },
      { when: "ALWAYS", do: "call_url", url: receiver.url, secret: "sign-me" },
    ],
  });
  await openScreen(page, daemon, `#/events/${String(first.id)}/edit`);
  await page.getByRole("button", { name: "Add an action" }).press("Enter");
  await choose(page, "Action 1: what it does", "Run an event");
  await choose(page, "Action 1: the event", "Second");
  await page.keyboard.press("Control+s");
  await expect(page.getByText("“First” → “Second” → “First”").first()).toBeVisible();
  await page.getByRole("button", { name: "Remove Action 1" }).press("Enter");

  await openScreen(page, daemon, `#/events/${String(second.id)}/edit`);
  await expect(page.getByRole("group", { name: "Action 2" })).toContainText("Kept in the vault");
  await page.getByRole("button", { name: "Remove Action 1" }).press("Enter");
  await page.keyboard.press("Control+s");
  await expect(page.getByText("“Second” is saved")).toBeVisible();
  await daemon.api.events.run.mutate({ id: second.id });
  await openScreen(page, daemon, "#/outbox");
  const messages = page.getByRole("table", { name: "Messages" });
  await expect(messages.getByRole("row", { name: /Undelivered/ })).toBeVisible();
  expect(receiver.calls[0]?.headers["webhook-signature"]).toMatch(/^v1,/);
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(messages.getByRole("row", { name: /Dismissed/ })).toBeVisible();
  await expect(page.getByText("Everything has been delivered.")).toBeVisible();
});

test("what is told on the desktop is chosen in the settings", async ({ page, daemon }) => {
  await openScreen(page, daemon, "#/settings");
  const choice = page.getByRole("radiogroup", { name: "Tell me on this desktop" });
  await expect(choice.getByRole("radio", { name: "What needs me" })).toBeChecked();
  await choice.getByRole("radio", { name: "What needs me" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(choice.getByRole("radio", { name: "Failures, too" })).toBeChecked();
  await expect.poll(async () => (await daemon.api.settings.get.query()).notify).toBe("failures");
  await expectAccessible(page);
});
