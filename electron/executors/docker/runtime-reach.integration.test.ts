import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBed } from "../../../e2e/bed/read-bed.mjs";
import { createRecordingContext } from "../recording-context.ts";
import { docker, openSample, runSample, sampleRequest } from "./docker-samples.ts";
import { openSampleDoor, type SampleDoor } from "./sample-door.ts";

const large = Buffer.alloc(5_000_000, "0123456789abcdef-");

describe("a script that reaches the runtime API", () => {
  let sample: ReturnType<typeof openSample>;
  let runtime: SampleDoor;
  /** Requests for /held wait until they are let go. */
  const held: (() => void)[] = [];
  beforeAll(() => {
    readBed();
    sample = openSample();
    runtime = openSampleDoor((request, response) => {
      if (request.url === "/large") response.end(large);
      else if (request.url === "/held") held.push(() => response.end("let go"));
      else if (request.method === "POST") {
        const digest = createHash("sha256");
        request.on("data", (part: Buffer) => digest.update(part)).on("end", () => response.end(digest.digest("hex")));
      } else response.end(`${request.method ?? ""} ${request.url ?? ""}`);
    });
  });
  afterAll(async () => {
    runtime.close();
    await sample.close();
  });

  it("is told the address, and reaches it by name without any other network", async () => {
    const { outcome, stdout, stderr } = await runSample(
      sample.executor,
      `echo $CRONIUM_RUNTIME_API; curl -sS $CRONIUM_RUNTIME_API/hello; echo; ls /sys/class/net; id -u`,
      { runtime },
    );
    expect({ outcome, stdout, stderr }).toEqual({
      outcome: { kind: "exited", exitCode: 0 },
      stdout: "http://runtime-api:8081\nGET /hello\nlo\n1000\n",
      stderr: "",
    });
  });

  it("takes and sends megabytes whole, while others are not held up by one who does not read", async () => {
    const script = `import hashlib, os, socket, threading, urllib.request
base = os.environ["CRONIUM_RUNTIME_API"]
def ask(path, data=None):
    return urllib.request.urlopen(urllib.request.Request(base + path, data), timeout=60).read()
threading.Thread(target=ask, args=("/held",), daemon=True).start()
slow = socket.create_connection(("runtime-api", 8081))
slow.send(b"GET /large HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n")
slow.recv(1)
whole = ask("/large")
print(hashlib.sha256(whole).hexdigest(), ask("/in", whole).decode())
rest = 1
while rest < len(whole): rest += len(slow.recv(65536))
print("slow", flush=True)
os._exit(0)`;
    const { stdout, stderr } = await runSample(sample.executor, script, { runtime, type: "PYTHON" });
    const digest = createHash("sha256").update(large).digest("hex");
    expect({ stdout, stderr }).toEqual({ stdout: `${digest} ${digest}\nslow\n`, stderr: "" });
  });

  it("waits in line beyond 64 connections at once, and none is lost", async () => {
    const script = `import socket, threading, os
def ask():
    s = socket.create_connection(('runtime-api', 8081)); s.send(b'GET /x HTTP/1.0\\r\\n\\r\\n')
    d = b''
    while True:
        p = s.recv(999)
        if not p: break
        d += p
    done.append(d.endswith(b'GET /x'))
done = []
threads = [threading.Thread(target=ask) for _ in range(150)]
[t.start() for t in threads]; [t.join() for t in threads]
print(len(done), all(done))`;
    const { stdout, stderr } = await runSample(sample.executor, script, { runtime, type: "PYTHON" });
    expect({ stdout, stderr }).toEqual({ stdout: "150 True\n", stderr: "" });
  });

  it("leaves nothing once it is discarded", async () => {
    const context = createRecordingContext();
    const request = sampleRequest("curl -sS $CRONIUM_RUNTIME_API/x", { runtime });
    expect(await sample.executor.run(request, context)).toMatchObject({ exitCode: 0 });
    const relay = String(context.lastHandle()["relay"]);
    expect(docker("ps", "-q", "--filter", `name=${relay}`)).not.toBe("");
    await sample.executor.discard(context.lastHandle(), request);
    expect(docker("ps", "-aq", "--filter", `name=${relay}`)).toBe("");
  });
});
