import { fork, spawn } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBed } from "../../../e2e/bed/read-bed.mjs";
import type { ExecutionHandle } from "../executor.ts";
import { createRecordingContext, until } from "../recording-context.ts";
import { docker, openSample, sampleRequest } from "./docker-samples.ts";
import { openCuttableSocket } from "./cuttable-socket.ts";
import type { DoomedOrder } from "./doomed-run.ts";
import { relayImage } from "./images/recipe.ts";
import { createFrameReader, encodeFrame, frameTypes, padding, searchForAnswer, type Frame } from "./relay-frames.ts";
import { relayProgram } from "./relay-program.ts";
import { openSampleDoor } from "./sample-door.ts";

/** Asks again and again, whatever happens meanwhile, until it was answered by the second program so many times. */
const persistent = `
import os, threading, time, urllib.request
base = os.environ["CRONIUM_RUNTIME_API"]
seen = {"first": 0, "second": 0}
def ask(path, check):
    while True:
        try:
            return check(urllib.request.urlopen(base + path, timeout=5).read())
        except (OSError, EOFError) as error:
            time.sleep(0.02)
        except Exception as error:
            if type(error).__name__ != "IncompleteRead": raise
def whole(data):
    word = data[:8]
    assert data == word * 500000, "a large answer came in pieces of two"
def load():
    while seen["second"] < 20: ask("/large", whole)
loader = threading.Thread(target=load); loader.start()
while seen["second"] < 20:
    seen[ask("/", bytes.decode)] += 1
loader.join()
print("first" if seen["first"] else "nobody", "second")
`;

describe("a relay", () => {
  let sample: ReturnType<typeof openSample>;
  beforeAll(() => {
    readBed();
    sample = openSample();
  });
  afterAll(() => sample.close());

  it("takes up the talk behind a frame that was cut off at any byte", async () => {
    const parameters = ["run", "--rm", "-i", "--network", "none", "--entrypoint", "python3", relayImage()];
    const relay = spawn("docker", [...parameters, "-I", "-S", "-c", relayProgram, "8081", "10081", ""], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    let came = Buffer.alloc(0);
    relay.stdout.on("data", (bytes: Buffer) => (came = Buffer.concat([came, bytes])));
    try {
      const whole = encodeFrame(frameTypes.data, 0x01020304, Buffer.from("what was not all sent"));
      const lost: Frame[] = [];
      for (let length = 0; length <= whole.length; length += 1) {
        const greeting = Buffer.alloc(16, length + 1);
        came = Buffer.alloc(0);
        relay.stdin.write(
          Buffer.concat([whole.subarray(0, length), padding, encodeFrame(frameTypes.hello, 0, greeting)]),
        );
        await until("an answer", () => searchForAnswer(greeting).push(came) !== undefined);
        lost.push(
          ...createFrameReader()
            .push(came)
            .filter(({ type }) => type === frameTypes.lost),
        );
      }
      // Nobody had greeted it before the first; what is cut off in its zeros at the end of a number does no harm.
      expect(lost.length).toBeGreaterThan(0);
      relay.stdin.end();
      await new Promise((resolve) => relay.once("close", resolve));
      expect(relay.exitCode).toBe(0);
    } finally {
      relay.kill();
    }
  });

  it("serves its script before, during and after the program is killed with kill -9", async () => {
    const request = sampleRequest(persistent, { type: "PYTHON" });
    const order: DoomedOrder = { owner: sample.owner, request };
    const doomed = fork(new URL("doomed-run.ts", import.meta.url), [JSON.stringify(order)]);
    let handle: ExecutionHandle = {};
    let answered = 0;
    doomed.on("message", (word: { handle?: ExecutionHandle; answered?: string }) => {
      if (word.handle !== undefined) handle = word.handle;
      if (word.answered === "/large") answered += 1;
    });
    const ended = new Promise((resolve) => doomed.once("exit", resolve));
    try {
      await until("large answers to be under way", () => answered >= 3);
    } finally {
      doomed.kill("SIGKILL");
      await ended;
    }

    const runtime = openSampleDoor((asked, response) => {
      response.end(asked.url === "/large" ? Buffer.alloc(4_000_000, "second!!") : "second");
    });
    // What is needed now is kept, by the name alone; a relay that nobody needs goes.
    const labels = [`dev.cronium.owner=${sample.owner}`, "dev.cronium.role=relay"].flatMap((label) => [
      "--label",
      label,
    ]);
    docker("create", "--network", "none", ...labels, relayImage());
    const removed = await sample.executor.sweep((executionId) => Promise.resolve(executionId === request.executionId));
    expect(removed).toEqual([]);
    expect(ownContainers(sample.owner)).toEqual([handle["relay"], handle["container"]].sort());
    const context = createRecordingContext();
    const outcome = await sample.executor.resume({ ...request, runtime }, handle, context);
    expect({ outcome, said: context.log.text("stdout"), cried: context.log.text("stderr") }).toEqual({
      outcome: { kind: "exited", exitCode: 0 },
      said: "first second\n",
      cried: "",
    });
    await sample.executor.discard(handle, request);
    runtime.close();
    await sample.executor.sweep(() => Promise.resolve(false));
    expect(ownContainers(sample.owner)).toEqual([]);
  });

  it("serves on when the way to Docker is cut", async () => {
    const socket = await openCuttableSocket(readBed().docker.host.replace("unix://", ""));
    const cuttable = openSample({ socketPath: socket.path });
    let answers = 0;
    const runtime = openSampleDoor((asked, response) => {
      answers += 1;
      const word = answers < 40 ? "first!!!" : "second!!";
      response.end(asked.url === "/large" ? Buffer.alloc(4_000_000, word) : word.replaceAll("!", ""));
    });
    const context = createRecordingContext();
    const request = sampleRequest(persistent, { type: "PYTHON", runtime });
    const running = cuttable.executor.run(request, context);
    for (const count of [10, 20, 30]) {
      await until("answers", () => answers >= count);
      socket.cut();
    }
    expect(await running).toEqual({ kind: "exited", exitCode: 0 });
    expect(context.log.text("stdout")).toBe("first second\n");
    runtime.close();
    await socket.close();
    await cuttable.close();
    await sample.executor.discard(context.lastHandle(), request);
  });
});

function ownContainers(owner: string): readonly string[] {
  return docker("ps", "-a", "--filter", `label=dev.cronium.owner=${owner}`, "--format", "{{.Names}}")
    .split("\n")
    .filter((name) => name !== "")
    .sort();
}
