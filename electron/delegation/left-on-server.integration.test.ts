import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../../e2e/fixtures/until.ts";
import { callerFactory } from "../api/procedure.ts";
import { appRouter } from "../api/router.ts";
import { silentLogger } from "../base/logger.ts";
import { bedServer } from "../executors/ssh/ssh-conformance-bench.ts";
import { readConfiguration } from "../host/configuration.ts";
import { openHost } from "../host/open-host.ts";
import { createStandInCron, type StandInCron } from "../testing/stand-in-cron.ts";

const createCaller = callerFactory(appRouter);
const second = 1_000;
const canary = "s3cret-canary-of-a-schedule";
const place = bedServer("web-1");
const directory = `.cronium-left-${String(process.pid)}`;

let folder = "";
let cron: StandInCron;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cronium-left-"));
  cron = createStandInCron(join(folder, "cron"), place.home, directory);
  execFileSync("chmod", ["755", folder]);
});
afterEach(() => {
  cron.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function open() {
  const dataDirectory = join(folder, "data");
  const configuration = readConfiguration({ dataDirectory, vault: "file", logLevel: "silent" }, {});
  const host = await openHost({ configuration, mode: "run", logger: silentLogger });
  return { host, api: createCaller(host.createContext()) };
}

/** Runs what the crontab says, as the user of the server whose crontab it is. @returns what ends it */
function wake(): () => void {
  const [command = "exit 1"] = cron.commands();
  const child = spawn("su", [place.username, "-s", "/bin/sh", "-c", `PATH='${cron.programs}':$PATH; ${command}`], {
    stdio: "ignore",
    detached: true,
  });
  return () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
  };
}

test("a server runs a schedule while the program is away; afterwards each instant is told once, and no file is left", async () => {
  const owned = "# mine\n0 3 * * * /bin/true # with 100\\% care\n";
  cron.write(owned);
  const first = await open();
  const { id: serverId } = await first.api.servers.create({
    name: "web-1",
    address: place.address,
    port: place.port,
    username: place.username,
    authentication: { kind: "key", privateKey: readFileSync(place.privateKeyFile, "utf8") },
    options: { directory },
  });
  await first.api.servers.test({ id: serverId });
  const { offered } = await first.api.servers.get({ id: serverId });
  await first.api.servers.trust({ id: serverId, fingerprint: offered?.fingerprint ?? "" });
  const { id: eventId } = await first.api.events.create({
    name: "every second or two",
    type: "BASH",
    status: "ACTIVE",
    run: { on: "servers", serverIds: [serverId], groups: [] },
    script: 'echo "$CRONIUM_EXECUTION_ID ${#SECRET}"; exit 3',
    environment: [{ key: "SECRET", secret: canary }],
    schedule: { kind: "interval", everyMs: 2 * second, overlap: "allow" },
  });
  const start = Date.now();
  await first.api.delegations.create({ eventId, serverId, untilAt: start + 3_600 * second });
  const [line = ""] = cron.commands();
  expect(line).toContain(" due left_");
  expect(line).not.toContain(canary);
  await first.host.stop();
  const end = wake();
  const runs = join(place.home, directory, "runs");
  await until(
    "it has run some",
    60_000,
    () => execFileSync("sh", ["-c", `ls '${runs}' | wc -l`], { encoding: "utf8" }).trim() >= "5",
  );

  const back = await open();
  try {
    await until("what ran is told", 60_000, async () => {
      const rows = await back.api.occurrences.list({ eventId, limit: 100 });
      return rows.filter((row) => row.cause === "on_server").length >= 4;
    });
    await back.api.delegations.takeBack({ eventId });
    end();
    await until("it is taken back", 60_000, async () => {
      const [view] = await back.api.delegations.list({ eventId });
      return view?.state === "ended";
    });
    await back.api.events.setStatus({ id: eventId, status: "PAUSED" });
    await until("all jobs have ended", 120_000, async () => {
      const { jobs } = await back.api.jobs.list({ eventId, limit: 200 });
      return jobs.every((job) => job.finishedAt !== undefined);
    });
    const rows = await back.api.occurrences.list({ eventId, limit: 500 });
    const due = rows.map((row) => row.dueAt).sort((left, right) => left - right);
    expect(new Set(due).size).toBe(due.length);
    const gaps = due.slice(1).map((at, index) => at - (due[index] ?? 0));
    expect(new Set(gaps)).toEqual(new Set([2 * second]));
    for (const row of rows.filter(({ cause }) => cause === "on_server")) {
      const job = await back.api.jobs.get({ id: row.jobId ?? "" });
      expect([job.status, job.exitCode]).toEqual(["failed", 3]);
      const [execution] = job.executions;
      const { parts } = await back.api.logs.read({ executionId: execution?.id ?? "" });
      expect(parts.map(({ data }) => Buffer.from(data, "base64").toString()).join("")).toBe(
        `${execution?.id ?? ""} ${String(canary.length)}\n`,
      );
    }
    expect(cron.text()).toBe(owned);
    await until("nothing is left", 60_000, () => {
      const folders = `'${join(place.home, directory)}/schedules' '${runs}'`;
      const left = execFileSync("sh", ["-c", `find ${folders} -mindepth 1 2>/dev/null; :`], { encoding: "utf8" });
      return left === "";
    });
  } finally {
    await back.host.stop();
    rmSync(join(place.home, directory), { recursive: true, force: true });
  }
}, 200_000);
