import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { readBed, replaceHostKey, restoreHostKey, type BedServer } from "./bed/read-bed.mjs";
import type { RunningDaemon } from "./fixtures/daemon.ts";
import { expectAccessible, openScreen } from "./fixtures/screens.ts";
import { test } from "./fixtures/test.ts";

function bedServer(place: number | string): BedServer {
  const { servers, furtherServers } = readBed();
  const server =
    typeof place === "number" ? servers[place] : furtherServers.find(({ name: candidate }) => candidate === place);
  if (server === undefined) throw new Error("the test bed is not up");
  return server;
}

type Server = Parameters<RunningDaemon["api"]["servers"]["create"]["mutate"]>[0];

async function addServer(
  daemon: RunningDaemon,
  place: number | string,
  changes: Partial<Server> = {},
): Promise<number> {
  const { name, address, port, username, hostKeyFingerprint, privateKeyFile } = bedServer(place);
  const privateKey = await readFile(privateKeyFile, "utf8");
  const { id } = await daemon.api.servers.create.mutate({
    name,
    address,
    port,
    username,
    authentication: { kind: "key", privateKey },
    hostKey: hostKeyFingerprint,
    ...changes,
  });
  await daemon.api.servers.test.mutate({ id });
  return id;
}

test("the list narrows and orders servers, and the page of one shows what it told of itself", async ({
  page,
  daemon,
}) => {
  await addServer(daemon, 0, { name: "web-1", groups: ["web"], tags: ["edge"] });
  const id = await addServer(daemon, 1, { name: "web-2", groups: ["web"], options: { jump: "web-1" } });
  await daemon.api.servers.create.mutate({
    name: "gone",
    address: "127.0.0.1",
    port: 9,
    username: "me",
    authentication: { kind: "agent" },
  });
  await daemon.api.events.create.mutate({
    name: "nightly",
    type: "BASH",
    run: { on: "servers", groups: ["web"] },
    script: "true",
  });
  await openScreen(page, daemon, "#/servers");
  const table = page.getByRole("table", { name: "Servers" });
  await expect(table.getByRole("row")).toHaveCount(4);
  await expect(table.getByRole("row", { name: /web-1/ })).toContainText("Online");
  await expect(table.getByRole("row", { name: /web-1/ })).toContainText("%");
  await page.getByRole("combobox", { name: "Tag" }).click();
  await page.getByRole("option", { name: "edge" }).click();
  await expect(table.getByRole("row")).toHaveCount(2);
  await page.getByRole("button", { name: "Any tag", includeHidden: true }).click();
  await page.getByRole("combobox", { name: "Order" }).click();
  await page.getByRole("option", { name: "Trouble first" }).click();
  await expect(table.getByRole("link").first()).toHaveText("gone");
  await expectAccessible(page);

  await openScreen(page, daemon, `#/servers/${String(id)}`);
  const facts = page.getByRole("region", { name: "Facts" });
  await expect(facts).toContainText("Linux");
  await expect(facts).toContainText(bedServer(1).shell);
  await expect(page.getByText("Through web-1")).toBeVisible();
  await expect(page.getByRole("region", { name: "Login" })).toContainText("SHA256:");
  await expect(page.getByRole("region", { name: "Events here" })).toContainText("the group web");
  await daemon.api.servers.test.mutate({ id });
  await expect(page.getByRole("img", { name: /^Load: / })).toBeVisible();
  await expectAccessible(page);
});

test("options show what is inherited and whence, and a way in a circle is refused at its field", async ({
  page,
  daemon,
}) => {
  await addServer(daemon, 0, { name: "gate", groups: ["web"] });
  const id = await addServer(daemon, 1, { name: "inner", groups: ["web"] });
  await openScreen(page, daemon, "#/servers?group=web");
  await page.getByRole("button", { name: "Options of web" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Close connections after" }).fill("soon");
  await expect(dialog.getByText("write it like 30s, 10m or 2h")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Close connections after" }).fill("9m");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();

  await openScreen(page, daemon, `#/servers/${String(id)}`);
  await page.getByRole("button", { name: "Edit" }).click();
  await dialog.getByRole("button", { name: "Advanced" }).click();
  await expect(dialog.getByPlaceholder("9m, from group web")).toBeVisible();
  await expect(dialog.getByPlaceholder("15s, as usual")).toBeVisible();
  await dialog.getByRole("combobox", { name: "Reached through" }).click();
  await page.getByRole("option", { name: "gate" }).click();
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Through gate")).toBeVisible();
  await expect
    .poll(async () => (await daemon.api.servers.get.query({ id })).chosen)
    .toMatchObject({ jump: "gate", idleMs: 540_000 });

  const gate = (await daemon.api.servers.list.query()).find(({ name }) => name === "gate");
  await openScreen(page, daemon, `#/servers/${String(gate?.id)}`);
  await page.getByRole("button", { name: "Edit" }).click();
  await dialog.getByRole("button", { name: "Advanced" }).click();
  await dialog.getByRole("combobox", { name: "Reached through" }).click();
  await page.getByRole("option", { name: "inner" }).click();
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dialog.getByText(/leads in a circle: gate → inner → gate/)).toBeVisible();
});

test("a host key that changed looks like the alarm it is, and the new one is accepted with both in view", async ({
  page,
  daemon,
}) => {
  // One that hardly any other test talks to, as others may run at this moment.
  const server = bedServer("no-gzip-1");
  const id = await addServer(daemon, "no-gzip-1", { name: "moved" });
  await replaceHostKey(server.name);
  try {
    await openScreen(page, daemon, `#/servers/${String(id)}`);
    await daemon.api.servers.test.mutate({ id });
    await expect(page.getByRole("alert").filter({ hasText: "This may not be your server" })).toBeVisible();
    const key = page.getByRole("region", { name: "Host key" });
    await expect(key.getByRole("group", { name: "Accepted key" })).toContainText(server.hostKeyFingerprint);
    await expect(key.getByRole("group", { name: "Shown now" })).toContainText("SHA256:");
    await expect(key.getByText(/^\+--\[ED25519 256\]--\+/)).toHaveCount(2);
    await expect(key.getByRole("button", { name: "Copy picture, shown now" })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Accept the new key…" }).click();
    await page.getByRole("button", { name: "Accept the new key", exact: true }).click();
    await expect(page.getByRole("alert")).toHaveCount(0);
    await expect.poll(async () => (await daemon.api.servers.get.query({ id })).status).toBe("online");
  } finally {
    await restoreHostKey(server.name);
  }
  await page.getByRole("button", { name: "Forget…" }).click();
  await page.getByRole("button", { name: "Forget the key" }).click();
  await expect(page.getByText("Not known yet.")).toBeVisible();
});

test("servers of the OpenSSH client are shown and taken over with their keys", async ({ page, daemon }) => {
  const folder = await mkdtemp(join(tmpdir(), "cronium-ssh-"));
  const { address, port, username, privateKeyFile } = bedServer(0);
  const entry = `  HostName ${address}\n  Port ${String(port)}\n  User ${username}\n`;
  const config = `Host taken\n${entry}  IdentityFile ${privateKeyFile}\nHost odd\n  ProxyCommand nc %h %p\n`;
  try {
    await writeFile(join(folder, "config"), config);
    await writeFile(join(folder, "known_hosts"), "");
    await openScreen(page, daemon, "#/servers");
    await page.getByRole("button", { name: "Import from OpenSSH" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Configuration").fill(join(folder, "config"));
    await dialog.getByLabel("Known host keys").fill(join(folder, "known_hosts"));
    await dialog.getByRole("button", { name: "Read" }).click();
    const found = dialog.getByRole("list", { name: "Servers found" });
    await expect(found.getByRole("listitem")).toHaveCount(2);
    await expect(found.getByRole("listitem").filter({ hasText: "odd" })).toContainText("ProxyCommand");
    await expect(found.getByRole("checkbox", { name: "odd" })).toBeDisabled();
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Import 1 server" }).click();
    await expect(page.getByRole("link", { name: "taken" })).toBeVisible();
    const [server] = await daemon.api.servers.list.query();
    expect(server).toMatchObject({ name: "taken", authenticationKind: "key", port });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("archiving says what it takes away, and restoring asks for the key again", async ({ page, daemon }) => {
  const id = await addServer(daemon, 0, { name: "web-1" });
  await addServer(daemon, 1, { name: "web-2", options: { jump: "web-1" } });
  await daemon.api.events.create.mutate({
    name: "nightly",
    type: "BASH",
    run: { on: "servers", serverIds: [id] },
    script: "true",
  });
  await openScreen(page, daemon, `#/servers/${String(id)}`);
  await expect(page.getByRole("region", { name: "Facts" })).toContainText("Linux");
  await page.keyboard.press(".");
  await page.getByRole("menuitem", { name: "Archive" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("No server is left for nightly");
  await expect(dialog).toContainText("No way leads any more to web-2");
  await expect(dialog).toContainText("removed from the vault");
  await dialog.getByRole("button", { name: "Archive" }).click();
  await expect(page.getByText("Its key or password is not in the vault")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Restore" }).click();
  await dialog.getByRole("button", { name: "Restore" }).click();
  await expect(dialog.getByText("paste the private key, or choose its file")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Private key" }).fill(await readFile(bedServer(0).privateKeyFile, "utf8"));
  await dialog.getByRole("button", { name: "Restore" }).click();
  await expect.poll(async () => (await daemon.api.servers.get.query({ id })).status).toBe("online");
});
