import { spawn } from "node:child_process";
import { once } from "node:events";
import { systemClock } from "../electron/base/clock.ts";
import { requestFor } from "../electron/executors/conformance-bench.ts";
import type { ServerConnection } from "../electron/executors/executor.ts";
import { createRecordingContext } from "../electron/executors/recording-context.ts";
import {
  bedServer,
  connectionTo,
  openSshBench,
  type SshBench,
} from "../electron/executors/ssh/ssh-conformance-bench.ts";
import type { BenchRow, Scale } from "./bench-row.ts";
import { rateRow, timeRow } from "./bench-row.ts";
import { openControlMaster } from "./control-master.ts";
import { inTurn, median } from "./samples.ts";

const streamBytes = 100_000_000;
const uploadBytes = 1_000_000;
/** What an upload may take longer than the OpenSSH client over its control master, milliseconds. */
const allowedMs = 50;

/**
 * A stream of 100 MB from a script's run, which is spooled on the server and followed, and an upload of 1 MB, beside
 * the OpenSSH client with a control master and without one.
 */
export async function benchSshStreams(scale: Scale): Promise<BenchRow[]> {
  const name = "web-1";
  const master = await openControlMaster(bedServer(name));
  const bench = await openSshBench(name);
  const server = await connectionTo(name);
  const alone = [...master.parameters.slice(0, -1), "-o", "ControlPath=none", ...master.parameters.slice(-1)];
  try {
    const rounds = { count: scale(5), warmUp: 1 };
    const [ours = [], mastered = [], plain = []] = await inTurn(rounds, [
      () => timeStream(bench),
      () => timeClient(master.parameters, `head -c ${String(streamBytes)} /dev/zero`, 0),
      () => timeClient(alone, `head -c ${String(streamBytes)} /dev/zero`, 0),
    ]);
    const uploads = await inTurn({ count: scale(20), warmUp: 2 }, [
      () => timeUpload(bench, server),
      () => timeClient(master.parameters, "cat >/dev/null", uploadBytes),
      () => timeClient(alone, "cat >/dev/null", uploadBytes),
    ]);
    const [upload = [], masteredUpload = [], plainUpload = []] = uploads;
    const rate = (times: readonly number[]): number => streamBytes / 1_000 / median(times);
    const against = "ssh";
    return [
      rateRow({
        name: "SSH stream: beside a control master",
        ours: rate(ours),
        baseline: rate(mastered),
        unit: "MB/s",
      }),
      rateRow({ name: "SSH stream: beside plain ssh", ours: rate(ours), baseline: rate(plain), unit: "MB/s" }),
      timeRow({ name: "SSH upload of 1 MB: master", ours: upload, baseline: masteredUpload, allowedMs, against }),
      timeRow({ name: "SSH upload of 1 MB: plain ssh", ours: upload, baseline: plainUpload, allowedMs, against }),
    ];
  } finally {
    await bench.close();
    await master.close();
  }
}

/** A whole run, from its request to its outcome. @returns milliseconds */
async function timeStream(bench: SshBench): Promise<number> {
  let taken = 0;
  const context = {
    ...createRecordingContext(),
    log: {
      write: (_stream: string, bytes: Uint8Array) => {
        taken += bytes.length;
        return Promise.resolve();
      },
      position: () => ({ stdout: taken, stderr: 0 }),
    },
  };
  const request = requestFor(bench, `head -c ${String(streamBytes)} /dev/zero`);
  const startedAt = systemClock.elapsed();
  const outcome = await bench.executor.run(request, context);
  const tookMs = systemClock.elapsed() - startedAt;
  if (outcome.kind !== "exited" || taken !== streamBytes)
    throw new Error(`${String(taken)} bytes came: ${outcome.kind}`);
  await bench.executor.discard({ executor: "ssh", serverId: 0 }, request);
  return tookMs;
}

/** @returns milliseconds */
async function timeUpload(bench: SshBench, server: ServerConnection): Promise<number> {
  const startedAt = systemClock.elapsed();
  const { signal } = new AbortController();
  const channel = await bench.executor.access.commandsOn(server).open("cat >/dev/null", "brief", signal);
  channel.stdin.end(Buffer.alloc(uploadBytes));
  channel.stdout.resume();
  channel.stderr.resume();
  if ((await channel.ended) !== 0) throw new Error("the upload failed");
  return systemClock.elapsed() - startedAt;
}

/** One `ssh` process, with so many bytes of input. @returns milliseconds */
async function timeClient(parameters: readonly string[], command: string, inputBytes: number): Promise<number> {
  const startedAt = systemClock.elapsed();
  const client = spawn("ssh", [...parameters, command], { stdio: ["pipe", "pipe", "ignore"] });
  client.stdout.resume();
  client.stdin.on("error", () => undefined).end(Buffer.alloc(inputBytes));
  const [code] = (await once(client, "close")) as [number];
  if (code !== 0) throw new Error(`ssh ended with ${String(code)}`);
  return systemClock.elapsed() - startedAt;
}
