import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ContainerSettings } from "../../../shared/container.ts";
import { createRecordingContext, until } from "../recording-context.ts";
import type { UsageSample } from "../../../shared/usage.ts";
import { openSample, sampleRequest } from "./docker-samples.ts";

const megabyte = 1024 * 1024;
const sample = openSample();
const kept = new Map<string, string>();

afterAll(() => sample.close());

async function run(
  script: string,
  settings: ContainerSettings,
  more: { readonly type?: "BASH" | "PYTHON" | "NODEJS"; readonly usage?: (sample: UsageSample) => void } = {},
) {
  const { type = "BASH", usage } = more;
  const context = {
    ...createRecordingContext(),
    ...(usage && { usage }),
    async keepArtifact(path: string, content: AsyncIterable<Uint8Array>) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(chunk);
      kept.set(path, Buffer.concat(chunks).toString());
    },
  };
  const target = { on: "container", image: undefined, network: "none", settings } as const;
  const outcome = await sample.executor.run(sampleRequest(script, { type, target }), context);
  return { outcome, context, stdout: context.log.text("stdout"), system: context.log.text("system") };
}

const counting = `import os, resource, shutil, time
areas = [str(shutil.disk_usage(path).total) for path in ("/workspace", "/tmp")]
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0], *areas)
count = 0
try:
    while count < 100:
        if os.fork() == 0:
            time.sleep(60)
        count += 1
except BlockingIOError:
    print(count)
`;

/** Numbers of calls on x86-64, from the Linux headers. */
const attacks = `import ctypes, os, platform
library = ctypes.CDLL(None, use_errno=True)
calls = dict(ptrace=101, mount=165, unshare=272, setns=308, keyctl=250, bpf=321, perf_event_open=298, userfaultfd=323, io_uring_setup=425, clone=56)
for name, number in calls.items():
    ctypes.set_errno(0)
    library.syscall(ctypes.c_long(number), ctypes.c_long(0x10000011 if name == "clone" else 0), *[ctypes.c_long(0)] * 4)
    print(name, os.strerror(ctypes.get_errno()))
`;

describe("a container's settings", () => {
  it("hold it to what its event says", async () => {
    const settings = {
      processors: 0.5,
      memoryBytes: 96 * megabyte,
      processes: 40,
      openFiles: 100,
      workspaceBytes: 3 * megabyte,
      temporaryBytes: 2 * megabyte,
    };
    const { stdout } = await run(counting, settings, { type: "PYTHON" });
    expect(stdout).toMatch(/^100 3145728 2097152\n3\d\n$/);
    const hog = await run("print('before', flush=True); x = b'x' * 150_000_000", settings, { type: "PYTHON" });
    expect(hog.outcome).toMatchObject({ exitCode: 137, outOfMemory: true });
  });

  it("refuse what the engine cannot hold it to", async () => {
    const { outcome } = await run("echo ran", { processors: 200 });
    expect(outcome).toMatchObject({ kind: "failed", failure: { reason: "container_failed" } });
    expect(JSON.stringify(outcome)).toContain("asks for 200 processors");
  });

  it("with the strict profile refuse calls that no script needs, and let scripts run", async () => {
    const { stdout } = await run(attacks, { seccomp: "strict" }, { type: "PYTHON" });
    const lines = stdout.trim().split("\n");
    expect(lines).toHaveLength(10);
    expect(lines.filter((line) => !line.endsWith("Operation not permitted"))).toEqual([]);
    const python =
      "import subprocess, threading, multiprocessing, socket, ssl\nthreading.Thread(target=print, args=('thread',)).start()\nprint(subprocess.run(['echo', 'child'], capture_output=True, text=True).stdout, multiprocessing.Pool(2).map(abs, [-1]))\nsocket.socket().bind(('127.0.0.1', 0))";
    expect((await run(python, { seccomp: "strict" }, { type: "PYTHON" })).outcome).toEqual({
      kind: "exited",
      exitCode: 0,
    });
    const node =
      "const { Worker } = require('node:worker_threads'); require('node:child_process').execFileSync('true'); new Worker('1', { eval: true }); require('node:http').createServer((_, answer) => answer.end('x')).listen(0, function () { fetch(`http://127.0.0.1:${this.address().port}`).then(() => process.exit(0)); });";
    expect((await run(node, { seccomp: "strict" }, { type: "NODEJS" })).outcome).toEqual({
      kind: "exited",
      exitCode: 0,
    });
    const bash = "seq 3 | sort -r | (read first; echo $first) >x; trap 'exit 7' TERM; kill $$; sleep 1";
    expect((await run(bash, { seccomp: "strict" })).outcome).toEqual({ kind: "exited", exitCode: 7 });
  });
});

describe("what a container leaves", () => {
  beforeAll(() => {
    kept.clear();
  });

  it("is kept, with its exit code, its output, and whatever still ran beside it", async () => {
    const { outcome, stdout, system } = await run(
      "cd $CRONIUM_OUTPUT_DIRECTORY; mkdir deep; echo one >'deep/a b.txt'; head -c 300000 /dev/zero | tr '\\0' z >large; ln -s /etc/passwd link; while sleep 0.01; do echo noise; done & sleep 0.2; printf 'end\\0'; exit 3",
      {},
    );
    expect(outcome).toEqual({ kind: "exited", exitCode: 3 });
    expect(stdout).toMatch(/end\0/);
    expect(stdout.replaceAll("noise\n", "").replace("end\0", "")).toBe("");
    expect(kept.get("deep/a b.txt")).toBe("one\n");
    expect(kept.get("large")).toHaveLength(300_000);
    expect([...kept.keys()].sort()).toEqual(["deep/a b.txt", "large"]);
    expect(system).toBe("1 file in /workspace/out not kept: links and devices are not kept.\n");
  });

  it("is kept of a script that is stopped and obeys", async () => {
    kept.clear();
    const context = createRecordingContext();
    const paths: string[] = [];
    const running = sample.executor.run(sampleRequest("echo half >out/report; echo ready; sleep 60"), {
      ...context,
      async keepArtifact(path: string, content: AsyncIterable<Uint8Array>) {
        for await (const chunk of content) paths.push(`${path} ${Buffer.from(chunk).toString()}`);
      },
    });
    await until("the script to be ready", () => context.log.text("stdout").includes("ready"));
    context.requestStop("timeout");
    expect(await running).toMatchObject({ kind: "stopped", reason: "timeout", survivors: [] });
    expect(paths).toEqual(["report half\n"]);
  });

  it("is kept by whoever takes the run up, also when it has ended meanwhile", async () => {
    kept.clear();
    const first = createRecordingContext();
    const request = sampleRequest("echo early; echo late >out/late; exit 5");
    const keepArtifact = async (path: string, content: AsyncIterable<Uint8Array>): Promise<void> => {
      for await (const chunk of content) kept.set(path, Buffer.from(chunk).toString());
    };
    const leaving = {
      ...first,
      keepArtifact: () => Promise.reject(new Error("nobody is there")),
      async started() {
        await first.started();
        first.requestDetach();
      },
    };
    expect(await sample.executor.run(request, leaving)).toEqual({ kind: "detached" });
    const second = createRecordingContext({ log: first.log });
    const outcome = await sample.executor.resume(request, first.lastHandle(), { ...second, keepArtifact });
    expect(outcome).toEqual({ kind: "exited", exitCode: 5 });
    expect([...kept]).toEqual([["late", "late\n"]]);
    expect(second.log.text("stdout")).toBe("early\n");
  });

  it("is kept when its script has made its output non-blocking", async () => {
    kept.clear();
    const script =
      "import os\nopen('/workspace/out/large', 'wb').write(bytes(20_000_000))\nos.set_blocking(1, False)\n";
    const { outcome, context } = await run(script, {}, { type: "PYTHON" });
    expect(outcome).toEqual({ kind: "exited", exitCode: 0 });
    expect(kept.get("large")).toHaveLength(20_000_000);
    expect(context.log.text("stderr")).toBe("");
  });

  it("is kept, and the exit code, when its script has started all the processes it may", async () => {
    kept.clear();
    const script = [
      "import os, sys, time",
      "open('/workspace/out/a', 'w').write('kept')",
      // What holds much memory takes its time to die.
      "held = bytearray(30_000_000)",
      "try:",
      "    while True:",
      "        if os.fork() == 0:",
      "            held[:] = b'x' * len(held)",
      "            time.sleep(60)",
      "except BlockingIOError:",
      "    sys.exit(3)",
    ].join("\n");
    const { outcome, system } = await run(script, { processes: 12 }, { type: "PYTHON" });
    expect([outcome, system, kept.get("a")]).toEqual([{ kind: "exited", exitCode: 3 }, "", "kept"]);
  });

  it("cannot fill a disk with holes", async () => {
    kept.clear();
    const { outcome, system } = await run("truncate -s 100G out/holes", {
      workspaceBytes: 4 * megabyte,
      artifactBytes: 2 * megabyte,
    });
    expect(outcome).toEqual({ kind: "exited", exitCode: 0 });
    expect([...kept.keys()]).toEqual([]);
    expect(system).toMatch(/^Not all files in \/workspace\/out were kept/);
  });

  it("is nothing where nothing is to be kept", async () => {
    const { outcome, stdout } = await run(
      "ls -A; echo ${CRONIUM_OUTPUT_DIRECTORY-none}; ps -o comm= -p $PPID 2>/dev/null",
      {
        artifactBytes: 0,
      },
    );
    expect(outcome).toEqual({ kind: "exited", exitCode: 0 });
    expect(stdout).toContain("none\n");
  });
});

describe("what a container uses", () => {
  it("is sampled while it runs", async () => {
    const samples: UsageSample[] = [];
    const { outcome } = await run(
      "import time\nx = b'x' * 40_000_000\nwhile time.process_time() < 2.5: pass",
      {},
      { type: "PYTHON", usage: (taken) => samples.push(taken) },
    );
    expect(outcome).toEqual({ kind: "exited", exitCode: 0 });
    expect(samples.length).toBeGreaterThan(1);
    const highest = (of: (sample: UsageSample) => number | undefined): number =>
      Math.max(...samples.map((sample) => of(sample) ?? 0));
    expect(highest(({ processorMs }) => processorMs)).toBeGreaterThan(500);
    expect(highest(({ memoryBytes }) => memoryBytes)).toBeGreaterThan(40_000_000);
    expect(highest(({ processes }) => processes)).toBeGreaterThan(1);
    expect(samples.every(({ receivedBytes }) => receivedBytes === undefined)).toBe(true);
  });
});
