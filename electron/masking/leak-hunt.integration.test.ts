import { once } from "node:events";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { readBed } from "../../e2e/bed/read-bed.mjs";
import { startDaemon, type RunningDaemon } from "../../e2e/fixtures/daemon.ts";
import type { EventInput } from "../../shared/event.ts";
import { createCommandBench } from "../testing/command-bench.ts";
import { encodings } from "../testing/encodings.ts";
import { runSpawned } from "../testing/spawn-command.ts";

const { newFolder } = createCommandBench();
let daemon: RunningDaemon | undefined;
afterEach(async () => {
  await daemon?.remove();
  daemon = undefined;
});

/** Planted in the environment of every script, and as the password of a server. */
const canary = "Canary-7f3Q 'x\"$y/é+&Zed";
const password = "Password-of-web-9Kd2";

/** Prints the secret with whatever is at hand in each place; each program is independent of ours. */
const script = `
s=$CANARY
has() { command -v "$1" >/dev/null 2>&1; }
printf '%s\\n' "plain: $s"
printf '%s\\n' "to the other stream: $s" >&2
printf '%s' "$s" | base64
printf '%s' "user:$s" | base64 -w 20
printf '%s' "$s" | base64 -w 0 | tr '+/' '-_'; echo
has base32 && printf '%s' "$s" | base32
printf '%s' "$s" | od -An -v -tx1
printf '%s' "$s" | od -v -tx1
for format in -b -a -c -td1 -tu1 -tx2 -tx4 -tu2 -to2; do printf '%s' "$s" | od $format; done
printf '%s' "$s" | od
has xxd && for format in "" -p -b -e -i; do printf '%s' "$s" | xxd $format; done
has hexdump && for format in "" -C -b -c -d -o -x; do printf '%s' "$s" | hexdump $format; done
printf '%s\\n' "$s" | cat -A
printf '%q\\n' "$s"
has jq && { printf '%s' "$s" | jq -Rs .; printf '%s' "$s" | jq -Rs '{a: .} | tojson'; printf '%s' "$s" | jq -Rrs '@uri, @sh, @html, @base64, @csv "\\([.])"'; }
has python3 && python3 - <<'END'
import os, json, html, quopri, urllib.parse as u, base64, binascii, sys
s = os.environ["CANARY"]; b = s.encode()
for t in (repr(s), repr(b), json.dumps(s), json.dumps(json.dumps(s)), html.escape(s), u.quote(s), u.quote_plus(s), u.quote(u.quote(s)),
          quopri.encodestring(b).decode(), base64.encodebytes(b * 1).decode(), binascii.hexlify(b, ":").decode(), str(list(b)),
          "".join("&#%d;" % ord(c) for c in s), "".join("\\\\u%04x" % ord(c) for c in s), "".join("\\\\%03o" % c for c in b)):
    print(t)
sys.stdout.flush()
sys.stdout.buffer.write(s.encode("utf-16-le") + b"\\n" + s.encode("utf-16-be") + b"\\n")
END
printf '%s' "$s" | sed "s/./&$(printf '\\033')[1;31m/g"; echo
for i in 1 2 3 4 5 6 7 8 9; do printf '%s' "$s" | cut -c "$((i * 3 - 2))-$((i * 3))" | tr -d '\\n'; sleep 0.02; done; echo
`;

const wanted = [
  ...encodings.flatMap((encoding) => [canary, password].map((secret) => encoding.encode(secret))),
  Buffer.from("Canary-7f3Q"),
  Buffer.from("7f3Q 'x"),
].filter((encoded) => encoded.length >= 8);
/** Without what separates them, and in small letters, digits are found in whatever grouping they stand. */
const digits = [canary, password].map((secret) => Buffer.from(secret).toString("hex"));

function hits(bytes: Buffer): readonly string[] {
  const found = wanted.filter((encoded) => bytes.includes(encoded)).map((encoded) => encoded.toString("latin1"));
  const bare = bytes.toString("latin1").replaceAll(/\u001b\[[0-9;]*m/g, "");
  const run = bare.replaceAll(/[\s:]/g, "").toLowerCase();
  return [
    ...found,
    ...digits.filter((text) => run.includes(text)),
    ...(bare.includes("Canary-7f3Q") ? ["coloured"] : []),
  ];
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

test("a secret that scripts print in every writing is nowhere in the data, answers, exports or crash output", async () => {
  const bed = readBed();
  const [server] = bed.servers;
  if (server === undefined) throw new Error("the bed has a server");
  const folder = newFolder();
  const crash = join(folder, "crash.mjs");
  writeFileSync(
    crash,
    `process.on("SIGUSR2", () => { throw new Error("cannot reach it with " + ${JSON.stringify(canary)} + " or " + ${JSON.stringify(password)}); });`,
  );
  daemon = await startDaemon({ environment: { NODE_OPTIONS: `--import=${crash}`, CRONIUM_LOG_LEVEL: "debug" } });
  const { api, dataDirectory, process: running } = daemon;
  let crashOutput = "";
  running.stderr?.on("data", (chunk: Buffer) => (crashOutput += chunk.toString("utf8")));

  const { name, address, port, username, hostKeyFingerprint: hostKey } = server;
  const reach = { address, port, username, hostKey };
  const key = { kind: "key", privateKey: readFileSync(server.privateKeyFile, "utf8") } as const;
  const { id: serverId } = await api.servers.create.mutate({ ...reach, name, authentication: key });
  await api.servers.test.mutate({ id: serverId });
  const refused = { ...reach, name: "refused", authentication: { kind: "password", password } } as const;
  const { id: refusedId } = await api.servers.create.mutate(refused);
  await api.servers.test.mutate({ id: refusedId });

  const places: readonly [string, EventInput["run"]][] = [
    ["local", { on: "this-computer" }],
    ["container", { on: "container", image: bed.docker.images.bash, network: "none" }],
    ["server", { on: "servers", serverIds: [serverId] }],
    ["refused", { on: "servers", serverIds: [refusedId] }],
  ];
  const answers: string[] = [];
  await Promise.all(
    places.map(async ([place, run]) => {
      const environment = [{ key: "CANARY", secret: canary }];
      const { id } = await api.events.create.mutate({ name: place, type: "BASH", run, script, environment });
      const { jobId } = await api.events.run.mutate({ id });
      const job = await expect
        .poll(() => api.jobs.get.query({ id: jobId }), { timeout: 90_000, interval: 200 })
        .toMatchObject({ status: expect.stringMatching(/completed|failed|needs_attention/) as string })
        .then(() => api.jobs.get.query({ id: jobId }));
      answers.push(JSON.stringify(job), JSON.stringify(await api.events.get.query({ id })));
      const [execution] = job.executions;
      if (execution === undefined) throw new Error(`${place} did not run`);
      const { parts } = await api.logs.read.query({ executionId: execution.id, limit: 1024 * 1024 });
      const log = Buffer.concat(parts.map(({ data }) => Buffer.from(data, "base64")));
      answers.push(log.toString("latin1"));
      if (place === "refused") return;
      expect(log.toString(), place).toMatch(/plain: ••••••/);
      expect(log.toString().split("••••••").length, place).toBeGreaterThan(10);
      expect(hits(log), place).toEqual([]);
    }),
  );
  answers.push(JSON.stringify(await api.servers.list.query()), JSON.stringify(await api.system.doctor.query()));
  const exported = await runSpawned(["export", "--data", dataDirectory]);
  answers.push(exported.stdout.toString("latin1"), exported.stderr);

  running.kill("SIGUSR2");
  const [code] = (await once(running, "exit")) as [number | null];
  expect(code).toBe(1);
  await expect.poll(() => crashOutput).toContain("cannot reach it with •••••• or ••••••");
  expect(hits(Buffer.from(crashOutput))).toEqual([]);

  for (const answer of answers) expect(hits(Buffer.from(answer, "latin1"))).toEqual([]);
  const files = filesBelow(dataDirectory);
  expect(files.some((path) => path.endsWith(".log"))).toBe(true);
  expect(files.filter((path) => hits(readFileSync(path)).length > 0)).toEqual([]);
  // The hunt itself finds what is there.
  expect(hits(Buffer.from(`x${canary}`))).not.toEqual([]);
}, 120_000);
