import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import type { EventInput } from "../shared/event.ts";
import { failureKinds, remedyOf, type FailureReason } from "../shared/failure.ts";
import { readBed } from "./bed/read-bed.mjs";
import { startDaemon, type RunningDaemon } from "./fixtures/daemon.ts";
import { openScreen } from "./fixtures/screens.ts";
import { test } from "./fixtures/test.ts";
import { until } from "./fixtures/until.ts";

type Ended = Awaited<ReturnType<RunningDaemon["api"]["jobs"]["get"]["query"]>>;
type Server = Parameters<RunningDaemon["api"]["servers"]["create"]["mutate"]>[0];

/** What is told of a failure besides what every one of its kind is told. */
interface Telling {
  readonly reason: FailureReason;
  readonly message: RegExp;
  /** The button to where it is mended. */
  readonly place: string | undefined;
}

const here = { on: "this-computer" } as const;
const server = readBed().servers[0];
const stranger = "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/** A key that no server knows. */
function strangeKey(): string {
  const folder = mkdtempSync(join(tmpdir(), "cronium-key-"));
  try {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "key")]);
    return readFileSync(join(folder, "key"), "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function addServer(
  daemon: RunningDaemon,
  name: string,
  changes: Partial<Server> = {},
): Promise<EventInput["run"]> {
  if (server === undefined) throw new Error("the bed has no server");
  const { address, port, username, privateKeyFile } = server;
  const authentication = { kind: "key" as const, privateKey: readFileSync(privateKeyFile, "utf8") };
  const { id } = await daemon.api.servers.create.mutate({ name, address, port, username, authentication, ...changes });
  return { on: "servers", serverIds: [id] };
}

function addEvent(daemon: RunningDaemon, name: string, changes: Partial<EventInput>): Promise<{ id: number }> {
  const event = { name, type: "BASH", status: "ACTIVE", run: here, script: "echo well", ...changes } as const;
  return daemon.api.events.create.mutate(event);
}

async function run(daemon: RunningDaemon, event: Promise<{ id: number }>): Promise<string> {
  return (await daemon.api.events.run.mutate(await event)).jobId;
}

function ended(daemon: RunningDaemon, id: string): Promise<Ended> {
  return until(`the end of ${id}`, 60_000, async () => {
    const job = await daemon.api.jobs.get.query({ id });
    return job.finishedAt === undefined ? undefined : job;
  });
}

/** What the core, and the page, say of a run that failed. */
async function expectTold(page: Page, daemon: RunningDaemon, id: string, telling: Telling): Promise<void> {
  const { failure } = await ended(daemon, id);
  const { title } = failureKinds[telling.reason];
  expect(failure).toMatchObject({ reason: telling.reason, message: expect.stringMatching(telling.message) });
  expect(failure?.line !== undefined).toBe(telling.reason === "authentication_failed");
  await openScreen(page, daemon, `#/jobs/${id}`);
  const trouble = page.getByRole("main").getByRole("alert");
  await expect(trouble).toContainText(title);
  await expect(trouble).toContainText(telling.message);
  await expect(trouble).toContainText(remedyOf(failure ?? telling).replaceAll("`", ""));
  if (failure?.line !== undefined) await expect(trouble.getByText(failure.line, { exact: true })).toBeVisible();
  if (telling.place !== undefined) await expect(trouble.getByRole("link", { name: telling.place })).toBeVisible();
}

function asking(url: string): Partial<EventInput> {
  return { type: "HTTP_REQUEST", script: "", request: { url } };
}

/** A server that answers with the status that is asked for: `/404`. */
let answering: HttpServer;
let answers = "";
test.beforeAll(async () => {
  answering = createServer((request, response) => {
    response.writeHead(Number(request.url?.slice(1))).end();
  });
  answering.listen(0, "127.0.0.1");
  await once(answering, "listening");
  answers = `http://127.0.0.1:${String((answering.address() as AddressInfo).port)}/`;
});
test.afterAll(() => {
  answering.closeAllConnections();
  answering.close();
});

test("each failure says on its page what happened to what, what to do, and where", async ({ page, daemon }) => {
  const container = (image: string) => ({ on: "container", image, network: "none" }) as const;
  const cases: readonly (readonly [Partial<EventInput>, Telling])[] = [
    [{ script: "echo no >&2; exit 7" }, { reason: "nonzero_exit", message: /code 7/, place: undefined }],
    [
      { script: "sleep 100", timeoutMs: 1_000 },
      { reason: "timed_out", message: /longer than its 1 s/, place: "Edit the event" },
    ],
    [
      { run: await addServer(daemon, "closed", { port: 9, options: { waitWhileDownMs: 0 } }) },
      { reason: "connect_failed", message: /:9 refused the connection/, place: "Open the server" },
    ],
    [
      {
        run: await addServer(daemon, "strange", {
          hostKey: server?.hostKeyFingerprint,
          authentication: { kind: "key", privateKey: strangeKey() },
        }),
      },
      {
        reason: "authentication_failed",
        message: /The server strange does not take the key ssh-ed25519 SHA256:/,
        place: "Open the server",
      },
    ],
    [
      { run: await addServer(daemon, "new") },
      { reason: "host_key_unknown", message: /The server new shows .* nobody has accepted/, place: "Open the server" },
    ],
    [
      { run: await addServer(daemon, "other", { hostKey: stranger }) },
      { reason: "host_key_changed", message: /The server other shows .* expected/, place: "Open the server" },
    ],
    [
      { run: { on: "servers", groups: ["ghosts"] } },
      { reason: "server_missing", message: /group ghosts has no server/, place: "Edit the event" },
    ],
    [
      { run: container("127.0.0.1:9/nobody/nothing:1") },
      { reason: "image_missing", message: /nobody\/nothing:1 is not on this computer/, place: "Edit the event" },
    ],
    [
      { run: container(readBed().docker.images.busybox), type: "PYTHON", script: "print(1)" },
      { reason: "interpreter_missing", message: /has no python3 or python/, place: "Edit the event" },
    ],
    [
      { environment: [{ key: "BROKEN", value: "a\0b" }] },
      { reason: "invalid_event", message: /BROKEN holds a NUL/, place: "Edit the event" },
    ],
    [
      asking("http://127.0.0.1:9/"),
      { reason: "no_answer", message: /127\.0\.0\.1:9 refused the connection/, place: undefined },
    ],
    [
      asking("http://127.0.0.{{cronium.event.id}}/"),
      {
        reason: "address_refused",
        message: /this computer itself, which the event does not name/,
        place: "Edit the event",
      },
    ],
    [asking(`${answers}503`), { reason: "answer_error", message: /answered 503/, place: undefined }],
    [asking(`${answers}404`), { reason: "answer_unexpected", message: /answered 404/, place: "Edit the event" }],
  ];
  const jobs = await Promise.all(
    cases.map(([event], index) => run(daemon, addEvent(daemon, `case ${String(index)}`, event))),
  );
  for (const [index, [, telling]] of cases.entries()) await expectTold(page, daemon, jobs[index] ?? "", telling);
  const [first = ""] = jobs;
  const program = join(import.meta.dirname, "..", "out", "main", "cronium.js");
  const words = ["job", "show", first, "--data", daemon.dataDirectory];
  const shown = execFileSync(process.execPath, [program, ...words], { encoding: "utf8" });
  expect(shown).toContain("(nonzero_exit)");
  expect(shown).toContain(failureKinds.nonzero_exit.remedy);
});

test("what is missing on this computer is told likewise: Docker, a secret, the log, the files of runs", async ({
  page,
  daemon: first,
}) => {
  const { id } = await addEvent(first, "secretive", { environment: [{ key: "TOKEN", secret: "not to be lost" }] });
  await first.stop();
  const vault = join(first.dataDirectory, "secrets.json");
  writeFileSync(vault, JSON.stringify({ ...(JSON.parse(readFileSync(vault, "utf8")) as object), entries: {} }));
  const environment = { DOCKER_HOST: `unix://${join(first.dataDirectory, "no-docker.sock")}` };
  const daemon = await startDaemon({ dataDirectory: first.dataDirectory, environment });
  try {
    await page.goto(daemon.url);
    const inContainer = addEvent(daemon, "contained", { run: { on: "container" } });
    await expectTold(page, daemon, await run(daemon, inContainer), {
      reason: "docker_unavailable",
      message: /there is nothing at/,
      place: "Edit the event",
    });
    await expectTold(page, daemon, await run(daemon, Promise.resolve({ id })), {
      reason: "secret_missing",
      message: /secret variable TOKEN is not in the vault/,
      place: "Edit the event",
    });

    const plain = await addEvent(daemon, "plain", {});
    const well = await ended(daemon, await run(daemon, Promise.resolve(plain)));
    expect(well.status).toBe("completed");
    const moved = (name: string): string => join(daemon.dataDirectory, name);
    const unusable: readonly (readonly [string, Telling])[] = [
      ["logs", { reason: "log_failed", message: /its log could not be written: /, place: undefined }],
      ["runs", { reason: "internal", message: /could not be started on this computer: /, place: undefined }],
    ];
    for (const [folder, telling] of unusable) {
      renameSync(moved(folder), moved(`${folder}-away`));
      writeFileSync(moved(folder), "");
      const job = await ended(daemon, await run(daemon, Promise.resolve(plain)));
      rmSync(moved(folder));
      renameSync(moved(`${folder}-away`), moved(folder));
      await expectTold(page, daemon, job.id, telling);
    }

    const long = await run(daemon, addEvent(daemon, "long", { script: "sleep 100" }));
    const execution = await until("it runs", 30_000, async () => {
      const job = await daemon.api.jobs.get.query({ id: long });
      return job.executions.find(({ status }) => status === "running");
    });
    rmSync(join(daemon.dataDirectory, "runs", execution.id), { recursive: true });
    expect((await ended(daemon, long)).failure).toMatchObject({ reason: "lost" });
    await openScreen(page, daemon, `#/jobs/${long}`);
    const trouble = page.getByRole("main").getByRole("alert");
    await expect(trouble).toContainText("No trace of the run is left on this computer");
    await expect(trouble.getByRole("button", { name: "Mark as failed" })).toBeVisible();

    const cancelled = await run(daemon, addEvent(daemon, "stopped", { script: "sleep 100" }));
    await daemon.api.jobs.cancel.mutate({ id: cancelled });
    await expectTold(page, daemon, cancelled, {
      reason: "cancelled",
      message: /request|begun|started/,
      place: undefined,
    });
  } finally {
    await daemon.stop();
  }
});
