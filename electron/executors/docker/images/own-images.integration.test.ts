import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { imageKinds } from "../../../../shared/image.ts";
import { systemClock } from "../../../base/clock.ts";
import { silentLogger } from "../../../base/logger.ts";
import { docker } from "../docker-samples.ts";
import { imageLabel } from "./build-image.ts";
import { createImageEngine } from "./image-engine.ts";
import { createImageWorks } from "./image-works.ts";
import { listImages } from "./look-at-images.ts";
import { pruneImages } from "./prune-images.ts";
import { recipeOf } from "./recipe.ts";

const engine = createImageEngine({ clock: systemClock, socketPath: undefined });
const scriptKinds = ["bash", "python", "node"] as const;

/** What `docker run` says and ends with. */
function run(image: string, flags: readonly string[], ...command: readonly string[]) {
  const words = ["run", "--rm", "--network", "none", ...flags, image, ...command];
  const { status, stdout, stderr } = spawnSync("docker", words, { encoding: "utf8" });
  return { status, stdout: stdout.trim(), stderr };
}

/** Looks at an image as root, past its entry. */
function find(image: string, ...tests: readonly string[]): readonly string[] {
  const words = ["/", "-xdev", ...tests, "-print"];
  return run(image, ["--user", "0", "--entrypoint", "find"], ...words)
    .stdout.split("\n")
    .filter((line) => line !== "");
}

describe("the program's images", () => {
  it.each(scriptKinds)("run %s as user 1000, through tini", (kind) => {
    const { name } = recipeOf(kind);
    const script = 'echo "$(id -un) $(id -u):$(id -g) $(cat /proc/1/comm) $PWD"';
    expect(run(name, [], "sh", "-c", script).stdout).toBe("cronium 1000:1000 tini /home/cronium");
  });

  it.each([
    [
      "bash",
      ["bash", "-c", "curl --version >/dev/null && jq -n 1 && source cronium.sh && type -t cronium_input"],
      "1\nfunction",
    ],
    ["python", ["python", "-c", "import cronium, ssl, sqlite3; print(callable(cronium.input))"], "True"],
    ["node", ["node", "-p", "typeof require('cronium').input"], "function"],
  ] as const)("have the helper library of %s in place", (kind, command, said) => {
    expect(run(recipeOf(kind).name, [], ...command)).toMatchObject({ status: 0, stdout: said });
  });

  it.each(scriptKinds)("refuse every other account: %s", (kind) => {
    const { name } = recipeOf(kind);
    for (const user of ["0", "1234", "0:1000", "1234:1000", "10081:10081"]) {
      const { status, stdout } = run(name, ["--user", user], "echo", "ran");
      expect({ user, ran: stdout, failed: status !== 0 }).toEqual({ user, ran: "", failed: true });
    }
    // Who is not in the group cannot start a program there even past the entry.
    expect(run(name, ["--user", "1234", "--entrypoint", "echo"], "ran").stdout).toBe("");
  });

  it("refuse to be run by hand where they are the relay's", () => {
    for (const user of ["0", "1000", "10081"]) {
      expect(run(recipeOf("relay").name, ["--user", user], "python3", "-c", "print('ran')").stdout).toBe("");
    }
  });

  it.each(scriptKinds)("hold nothing that raises rights, that others may write, or that installs: %s", (kind) => {
    const { name } = recipeOf(kind);
    expect(find(name, "-perm", "/6000")).toEqual([]);
    expect(find(name, "-perm", "-0002", "!", "-type", "l")).toEqual(["/tmp", "/var/tmp"]);
    const managers = /\/(apt|apt-get|dpkg|dpkg-deb|pip3?|npm|npx|corepack|perl|su|mount|passwd)$/;
    expect(find(name, "-path", "*bin/*").filter((path) => managers.test(path))).toEqual([]);
  });

  it.each(scriptKinds)("are found healthy: %s", (kind) => {
    expect(run(recipeOf(kind).name, [], "/usr/lib/cronium/healthy").status).toBe(0);
  });
});

describe("a missing image", () => {
  it("is built once for all who wait for it, and found afterwards", async () => {
    const works = createImageWorks({ clock: systemClock, logger: silentLogger, engine });
    const { name } = recipeOf("bash");
    // Building it again is the same work; that it is there all the while disturbs nobody.
    const lines: string[][] = [[], []];
    await Promise.all(
      lines.map((told) =>
        works.provide("bash", (line) => Promise.resolve(void told.push(line)), new AbortController().signal),
      ),
    );
    expect(works.list().map(({ image, status }) => ({ image, status }))).toEqual([{ image: name, status: "done" }]);
    expect(lines[0]?.at(-1)).toBe(`${name} is here.`);
    expect(lines[1]).toEqual(lines[0]);
    await works.close();
  });
});

describe("pruning", () => {
  it("takes what is ours and old, and leaves the present, the used, the named and everybody else's", async () => {
    const old = (digit: string): string => `cronium/bash:${digit.repeat(12)}`;
    const foreign = `cronium/bash:${"e".repeat(12)}`;
    const context = `FROM ${recipeOf("bash").name}\nLABEL cronium.test=prune\n`;
    const build = (name: string, ...labels: readonly string[]): void => {
      spawnSync("docker", ["build", "-q", "-t", name, ...labels.flatMap((label) => ["--label", label]), "-"], {
        input: `${context}LABEL cronium.test.name=${name}\n`,
      });
    };
    for (const digit of ["a", "b", "c"]) build(old(digit), `${imageLabel}=bash`);
    // Its name is like ours, its label is not.
    build(foreign, `${imageLabel}=`);
    docker("create", "--name", "cronium-test-prune", old("b"));
    try {
      const uses = {
        byKind: { bash: [], python: [], node: [], relay: [] },
        byName: new Map([[old("c"), ["nightly"]]]),
      };
      const listed = (await listImages(engine, uses)).own.filter(({ name }) => /:(aaa|bbb|ccc|eee)/.test(name));
      expect(listed.map(({ name, state }) => [name, state]).sort()).toEqual(
        ["a", "b", "c"].map((digit) => [old(digit), "outdated"]),
      );
      expect(listed.find(({ name }) => name === old("c"))?.usedBy).toEqual(["nightly"]);
      const others = new Set(docker("images", "--format", "{{.Repository}}:{{.Tag}}").trim().split("\n"));
      const keep = new Set([old("c"), ...[...others].filter((name) => name !== old("a") && name !== old("b"))]);
      expect(await pruneImages(engine, keep)).toEqual([old("a")]);
      const left = docker("images", "--format", "{{.Repository}}:{{.Tag}}").trim().split("\n");
      for (const kind of imageKinds) expect(left).toContain(recipeOf(kind).name);
      for (const name of [old("b"), old("c"), foreign]) expect(left).toContain(name);
    } finally {
      docker("rm", "cronium-test-prune");
      for (const name of [old("a"), old("b"), old("c"), foreign]) spawnSync("docker", ["rmi", name]);
    }
  });
});
