import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { readBed, type BedServer } from "../../e2e/bed/read-bed.mjs";
import { randomIds } from "../base/ids.ts";
import { encodings } from "../testing/encodings.ts";
import { openWorld, type World } from "../testing/script-conformance/world.ts";

/** New each time: what a broken run has left behind is no finding of the next. */
const plant = (kind: string): string =>
  `Canary-${kind}-${randomIds
    .token()
    .replaceAll(/[^A-Za-z0-9]/g, "")
    .slice(0, 12)}`;
const planted = {
  environment: plant("env"),
  variable: plant("var"),
  input: plant("inp"),
  passphrase: plant("phr"),
};

/** Uses each of them as scripts do, then waits until the test has looked around. */
const script = `
exec 2>&1
order=$(cronium_input)
value=$(cronium_get_variable canary_variable)
cronium_set_variable --text seen yes
cronium_log 'a line'
cronium_increment_variable counted >/dev/null
# Its end may be held back: it could be the beginning of a secret.
echo "ready, and waiting for whoever looks around"
while [ ! -e "$HOME/go-on" ]; do sleep 0.05; done
# What a script prints lies where it runs until the run is removed, so this comes after the look at files.
printf '%s\\n' "order $order" "value $value" "mine $CANARY" "token $CRONIUM_EXECUTION_TOKEN"
exit 7
`;

let world: World | undefined;
const folders: string[] = [];
afterEach(async () => {
  await world?.close();
  world = undefined;
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

interface Looks {
  /** Processes that hold a secret in their arguments. */
  readonly inArguments: Set<string>;
  /** Processes of other users than the server's, or of the runner, that hold one in their environment. */
  readonly inEnvironments: Set<string>;
  token: string | undefined;
  /** Whether the script itself was seen with what it was given. */
  sawScript: boolean;
}

/** Looks at every process of the machine once. */
function lookAtProcesses(looks: Looks, account: number, secrets: () => readonly string[]): void {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      if (secrets().some((secret) => words.includes(secret))) looks.inArguments.add(words.slice(0, 200));
      const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
      const owner = statSync(`/proc/${pid}`).uid;
      if (owner === account) looks.token ??= /(?:^|\0)CRONIUM_EXECUTION_TOKEN=([^\0]+)/.exec(environment)?.[1];
      looks.sawScript ||= owner === account && environment.includes(planted.environment);
      const isRunner = words.includes("cronium-runner");
      if ((owner !== account || isRunner) && secrets().some((secret) => environment.includes(secret)))
        looks.inEnvironments.add(`${String(owner)} ${words.slice(0, 200)}`);
    } catch {
      // It has ended meanwhile, or is none of ours to look at.
    }
  }
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}

function holding(paths: readonly string[], secrets: readonly string[]): readonly string[] {
  const writings = encodings.flatMap((encoding) => secrets.map((secret) => encoding.encode(secret)));
  const wanted = [...writings.filter(({ length }) => length >= 8), ...secrets.map((secret) => Buffer.from(secret))];
  return paths.filter((path) => {
    try {
      const bytes = readFileSync(path);
      return wanted.some((writing) => bytes.includes(writing));
    } catch {
      return false;
    }
  });
}

function serverFiles({ home }: BedServer, account: number): readonly string[] {
  const temporary = ["/tmp", "/var/tmp", "/dev/shm"].flatMap((folder) =>
    readdirSync(folder)
      .map((name) => join(folder, name))
      .filter((path) => {
        const found = statSync(path, { throwIfNoEntry: false });
        return found?.isFile() === true && found.uid === account;
      }),
  );
  return [...filesBelow(home), ...temporary];
}

/** A copy of the bed's key under a passphrase. */
function protectedKey(file: string): string {
  const folder = mkdtempSync(join(tmpdir(), "cronium-canary-"));
  folders.push(folder);
  const copy = join(folder, "key");
  copyFileSync(file, copy);
  execFileSync("ssh-keygen", ["-p", "-q", "-P", "", "-N", planted.passphrase, "-f", copy]);
  return readFileSync(copy, "utf8");
}

test.each([
  ["a tunnel", "web-2", "tunnel"],
  ["files", "closed-1", "bundled"],
  ["a password", "password-1", "tunnel"],
])(
  "nothing secret shows while a script runs on a server and reaches the program by %s",
  async (_by, name, way) => {
    const bed = readBed();
    const server = [...bed.servers, ...bed.furtherServers].find((candidate) => candidate.name === name);
    if (server === undefined) throw new Error(`the bed has no server ${name}`);
    const account = statSync(server.home).uid;
    world = await openWorld();
    const { api, dataDirectory } = world;
    const password = server.passwordFile === undefined ? undefined : readFileSync(server.passwordFile, "utf8");
    const authentication =
      password === undefined
        ? ({ kind: "key", privateKey: protectedKey(server.privateKeyFile), passphrase: planted.passphrase } as const)
        : ({ kind: "password", password } as const);
    const { address, port, username, hostKeyFingerprint: hostKey } = server;
    const { id } = await api.servers.create({ name, address, port, username, hostKey, authentication });
    await api.variables.create({ key: "canary_variable", value: planted.variable, secret: true });

    const looks: Looks = { inArguments: new Set(), inEnvironments: new Set(), token: undefined, sawScript: false };
    const secrets = (): readonly string[] => [
      ...Object.values(planted),
      ...(password === undefined ? [] : [password]),
      ...(looks.token === undefined ? [] : [looks.token]),
    ];
    const goOn = join(server.home, "go-on");
    rmSync(goOn, { force: true });
    const jobId = await world.start({
      name: "canary",
      type: "BASH",
      run: { on: "servers", serverIds: [id], groups: [] },
      script,
      input: { order: planted.input },
      secrets: { CANARY: planted.environment, WANTED: planted.variable },
    });
    let executionId = "";
    // While it starts, calls and waits: every process there is, again and again.
    await expect
      .poll(
        async () => {
          lookAtProcesses(looks, account, secrets);
          const [execution] = (await world?.api.jobs.get({ id: jobId }))?.executions ?? [];
          if (execution === undefined) return "";
          executionId = execution.id;
          const { parts } = await api.logs.read({ executionId });
          return Buffer.concat(parts.map(({ data }) => Buffer.from(data, "base64"))).toString();
        },
        { timeout: 45_000, interval: 5 },
      )
      .toContain("ready, and");
    lookAtProcesses(looks, account, secrets);
    expect(looks.token === undefined).toBe(way === "bundled");
    expect(holding(serverFiles(server, account), secrets())).toEqual([]);

    execFileSync("touch", [goOn]);
    const end = await world.end(jobId);
    rmSync(goOn);
    expect(end.status).toMatch(/exit code 7/);
    expect(end.stdout).toMatch(/mine ••••••/);
    expect(end.stdout).toMatch(/value ••••••/);
    // The looks find what is there to be found.
    expect(looks.sawScript).toBe(true);
    expect([...looks.inArguments]).toEqual([]);
    expect([...looks.inEnvironments]).toEqual([]);
    // What the run has left is removed once its end is recorded.
    await expect.poll(() => holding(serverFiles(server, account), secrets()), { timeout: 20_000 }).toEqual([]);
    // The whole token is only as secret as its signature, and an input that a person passes is data.
    const hidden = secrets().filter((secret) => secret !== planted.input && secret !== looks.token);
    const signature = looks.token?.split(".").at(-1);
    if (signature !== undefined) hidden.push(signature);
    const told = JSON.stringify([await api.jobs.get({ id: jobId }), end, await api.servers.get({ id })]);
    expect(hidden.filter((secret) => told.includes(secret))).toEqual([]);
    expect(holding(filesBelow(dataDirectory), hidden)).toEqual([]);
  },
  120_000,
);
