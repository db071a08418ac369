import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { readBed, type BedServer } from "./bed/read-bed.mjs";
import { startDaemon, type RunningDaemon } from "./fixtures/daemon.ts";
import { test } from "./fixtures/test.ts";
import { until } from "./fixtures/until.ts";

/** How long after a restart the page may take to tell the truth, milliseconds. */
const truthWithinMs = 5_000;

async function addServer(daemon: RunningDaemon, bed: BedServer): Promise<number> {
  const { id } = await daemon.api.servers.create.mutate({
    name: bed.name,
    address: bed.address,
    port: bed.port,
    username: bed.username,
    hostKey: bed.hostKeyFingerprint,
    authentication: { kind: "key", privateKey: readFileSync(bed.privateKeyFile, "utf8") },
  });
  await daemon.api.servers.test.mutate({ id });
  return id;
}

/** What the server itself says: its processes whose arguments hold the text. */
function processesOn(text: string): string[] {
  const lines = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" }).split("\n");
  return lines.filter((line) => line.includes(text) && !line.includes("ps -eo"));
}

function bedServer(index: number): BedServer {
  const server = readBed().servers[index];
  if (server === undefined) throw new Error(`the bed has no server number ${String(index)}`);
  return server;
}

async function openEditor(page: Page, daemon: RunningDaemon): Promise<void> {
  await page.goto(`http://127.0.0.1:${String(daemon.port)}/#/events/new`);
}

test("by hand in the page: an event on a server, its output in the pane, and a stop that leaves nothing", async ({
  page,
  daemon,
}) => {
  const server = bedServer(0);
  await addServer(daemon, server);
  const marker = `7${String(Date.now()).slice(-6)}`;
  await openEditor(page, daemon);
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Long watch");
  await page.getByRole("radiogroup", { name: "Where it runs" }).getByText("Servers").click();
  await page
    .getByRole("list", { name: "Servers" })
    .getByRole("checkbox", { name: new RegExp(server.name) })
    .check();
  await page.getByRole("radiogroup", { name: "What makes it due" }).getByText("By hand only").click();
  await page.getByRole("textbox", { name: "Script", exact: true }).click();
  await page.keyboard.insertText(`echo "watching as $(id -un)"\nsleep ${marker} &\nsleep ${marker}\n`);
  await page.getByRole("button", { name: "Save and run" }).click();

  await expect(page).toHaveURL(/#\/jobs\/job_/);
  const pane = page.getByRole("log");
  await expect(pane).toContainText(`watching as ${server.username}`, { timeout: 30_000 });
  await until("both processes run on the server", 10_000, () => processesOn(`sleep ${marker}`).length >= 2);

  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /cancel/i })
    .last()
    .click();
  await expect(page.getByText("Cancelled", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  expect(processesOn(`sleep ${marker}`)).toEqual([]);
});

test("killed in the middle of a run and started again: the page soon tells the truth, and no byte is lost", async ({
  page,
  daemon,
}) => {
  const serverId = await addServer(daemon, bedServer(1));
  const { id } = await daemon.api.events.create.mutate({
    name: "Survivor",
    type: "BASH",
    run: { on: "servers", serverIds: [serverId] },
    script: "for i in $(seq 1 40); do echo line $i; sleep 0.25; done",
  });
  const { jobId } = await daemon.api.events.run.mutate({ id });
  await page.goto(`http://127.0.0.1:${String(daemon.port)}/#/jobs/${jobId}`);
  await expect(page.getByRole("log")).toContainText("line 4", { timeout: 30_000 });

  await daemon.kill();
  await expect(page.getByText(/connection/i).first()).toBeVisible();
  const next = await startDaemon({ dataDirectory: daemon.dataDirectory, port: daemon.port });
  try {
    const restarted = Date.now();
    await until("the core says that it runs", truthWithinMs, async () => {
      const { status } = await next.api.jobs.get.query({ id: jobId });
      return status === "running" || status === "completed";
    });
    expect(Date.now() - restarted).toBeLessThan(truthWithinMs);
    await expect(page.getByText("Completed", { exact: true }).first()).toBeVisible({ timeout: 40_000 });
    const job = await next.api.jobs.get.query({ id: jobId });
    expect(job).toMatchObject({ status: "completed", attempt: 1, exitCode: 0 });
    const read = await next.api.logs.read.query({ executionId: job.executions[0]?.id ?? "" });
    const output = read.parts
      .filter((part) => part.stream === "stdout")
      .map((part) => Buffer.from(part.data, "base64").toString())
      .join("");
    expect(output).toBe(Array.from({ length: 40 }, (_, index) => `line ${String(index + 1)}\n`).join(""));
  } finally {
    await next.stop();
  }
});
