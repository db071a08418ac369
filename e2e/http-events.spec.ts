import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "@playwright/test";
import { expectAccessible, openScreen } from "./fixtures/screens.ts";
import { test } from "./fixtures/test.ts";

let server: Server;
let url = "";
test.beforeAll(async () => {
  server = createServer((request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ state: "up", asked: request.url, by: request.headers["x-from"] }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
test.afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test("a request is made in the form, refused where it is wrong, run, and shown with its job", async ({
  page,
  daemon,
}) => {
  await openScreen(page, daemon, "#/events/new");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("health");
  await page.getByText("HTTP request", { exact: true }).click();
  await expect(page.getByRole("heading", { name: "Where" })).toBeHidden();
  await page.getByRole("textbox", { name: "Address", exact: true }).fill(`${url}/health?of={{cronium.event.name}`);
  await page.getByRole("button", { name: /^Headers and query/ }).press("Enter");
  await page.getByRole("button", { name: "Add a header" }).press("Enter");
  await page.keyboard.type("X-From");
  await page.getByRole("textbox", { name: "Value of X-From" }).fill("{{cronium.event.id}}");
  await page.getByRole("button", { name: /^Authentication/ }).press("Enter");
  await page.getByText("Bearer token", { exact: true }).click();
  await page.getByRole("combobox", { name: /Token, from the variable/ }).fill("TOKEN");
  await page.getByRole("button", { name: /^Success/ }).press("Enter");
  await page.getByRole("button", { name: "Add a rule for the body" }).press("Enter");
  await page.getByRole("textbox", { name: "Text, rule 1" }).fill('"state":"up"');
  await page.getByRole("button", { name: /^Body/ }).press("Enter");
  await page.getByRole("button", { name: /^Redirects/ }).press("Enter");
  await page.getByRole("button", { name: /^Time, size/ }).press("Enter");
  await expectAccessible(page);

  await page.keyboard.press("Control+s");
  await expect(page.getByText("the event's environment has no variable TOKEN", { exact: false }).first()).toBeVisible();
  await page.getByRole("button", { name: "Add a variable" }).press("Enter");
  await page.keyboard.type("TOKEN");
  await page.getByRole("switch", { name: "TOKEN is a secret" }).press("Space");
  await page.getByLabel("Secret value of TOKEN").fill("s3cret-of-the-spec");
  await page.keyboard.press("Control+s");
  await expect(page.getByText(/it is no template/).first()).toBeVisible();
  await page.getByRole("textbox", { name: "Address", exact: true }).fill(`${url}/health?of={{cronium.event.name}}`);
  await page.getByRole("button", { name: /run/i }).last().click();

  await expect(page.getByText("Completed").first()).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('"asked":"/health?of=health"', { exact: false }).first()).toBeVisible();
  await expect(page.getByText("s3cret-of-the-spec")).toBeHidden();
  const [job] = (await daemon.api.jobs.list.query({})).jobs;
  await openScreen(page, daemon, `#/jobs/${job?.id ?? ""}?tab=details`);
  await expect(page.getByText("the token in TOKEN")).toBeVisible();
  await expectAccessible(page);
  await openScreen(page, daemon, `#/events/${String(job?.eventId)}?tab=definition`);
  await expect(page.getByText(`GET ${url}/health?of={{cronium.event.name}}`)).toBeVisible();
});

test("a container's settings and files are edited, kept, and told where they are wrong", async ({ page, daemon }) => {
  const { id } = await daemon.api.events.create.mutate({
    name: "crunch",
    type: "BASH",
    run: { on: "container", settings: { memoryBytes: 1_073_741_824 } },
    script: "true",
    files: [{ path: "data.csv", data: Buffer.from("a;b").toString("base64") }],
  });
  await openScreen(page, daemon, `#/events/${String(id)}/edit`);
  await page.getByRole("button", { name: /^What it may use.*memory 1024 MiB/ }).press("Enter");
  await page.getByRole("textbox", { name: "Processors" }).fill("2");
  await page.getByRole("textbox", { name: "Memory" }).fill("1");
  await page.getByRole("button", { name: "Show data.csv" }).press("Enter");
  await expect(page.getByText("a;b", { exact: true })).toBeVisible();
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: "more.txt", mimeType: "text/plain", buffer: Buffer.from("more") });
  await expect(page.getByRole("group", { name: "File more.txt" })).toBeVisible();
  await page.getByRole("textbox", { name: "Processors" }).focus();
  await expectAccessible(page);
  await page.keyboard.press("Control+s");
  await expect(page.getByText("A container needs at least 16 MiB of memory").first()).toBeVisible();
  await page.getByRole("textbox", { name: "Memory" }).fill("256");
  await page.keyboard.press("Control+s");
  await expect
    .poll(async () => (await daemon.api.events.get.query({ id })).fields)
    .toMatchObject({
      run: { on: "container", settings: { processors: 2, memoryBytes: 268_435_456 } },
      files: [{ path: "data.csv" }, { path: "more.txt", data: Buffer.from("more").toString("base64") }],
    });
});
