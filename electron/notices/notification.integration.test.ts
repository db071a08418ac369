import { spawn, spawnSync, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { afterEach, expect, it } from "vitest";
import { showNotification } from "./notification.ts";
import { createRunProgram } from "../base/run-program.ts";

const needed = ["dbus-run-session", "dbus-monitor", "busctl", "gdbus"];
const isThere = needed.every((program) => spawnSync("which", [program], { stdio: "ignore" }).status === 0);

const started: ChildProcessByStdio<Writable, Readable, Readable>[] = [];
afterEach(async () => {
  for (const child of started.splice(0).reverse()) {
    const ended = once(child, "exit");
    child.stdin.end();
    child.kill("SIGTERM");
    if (child.exitCode === null && child.signalCode === null) await ended;
  }
});

function run(program: string, words: readonly string[], environment: NodeJS.ProcessEnv): Readable {
  const child = spawn(program, words, { env: environment, stdio: ["pipe", "pipe", "pipe"] });
  started.push(child);
  return child.stdout.setEncoding("utf8");
}

it.skipIf(!isThere)("busctl and gdbus say the same to the desktop's bus, as the specification has it", async () => {
  const environment = { ...process.env };
  const session = run(
    "dbus-run-session",
    ["--", "sh", "-c", 'echo "$DBUS_SESSION_BUS_ADDRESS"; exec cat'],
    environment,
  );
  const [address] = (await once(session, "data")) as [string];
  const onBus = { ...environment, DBUS_SESSION_BUS_ADDRESS: address.trim() };
  let seen = "";
  run("dbus-monitor", ["--session", "interface='org.freedesktop.Notifications'"], onBus).on("data", (text: string) => {
    seen += text;
  });
  // It has become a monitor when it has lost its name.
  await expect.poll(() => seen).toContain("NameLost");
  const notice = { title: 'Cronium "is" $(stuck)', body: "a & <b>\nµ \\ 'x'", urgent: true };
  const withoutNotifySend = createRunProgram(onBus);
  const failure = await showNotification("linux", notice, (program, words, added) =>
    program === "notify-send"
      ? Promise.resolve({ status: undefined, stdout: "", complaint: "left out" })
      : withoutNotifySend(program, words, added),
  );
  // Nobody shows notifications on this bus, which is told.
  expect(failure).toMatch(/^left out; busctl: .*org\.freedesktop\.Notifications.*; gdbus: .*ServiceUnknown/);
  const found = (): readonly string[] => seen.split(/^method call .*member=Notify$/m).slice(1);
  await expect.poll(() => found()[1]).toContain("int32 -1");
  const calls = found().map((call) => call.replaceAll(/\s+/g, " ").trim());
  const expected =
    'string "Cronium" uint32 0 string "" string "Cronium "is" $(stuck)" ' +
    "string \"a &amp; &lt;b&gt; µ \\ 'x'\" array [ ] " +
    'array [ dict entry( string "urgency" variant byte 2 ) ] int32 -1';
  expect(calls).toEqual([expected, expected]);
});
