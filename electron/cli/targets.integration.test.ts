import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readBed } from "../../e2e/bed/read-bed.mjs";
import { createCommandBench, writeText } from "../testing/command-bench.ts";
import { runSpawned, type SpawnedResult } from "../testing/spawn-command.ts";

const { newFolder, start } = createCommandBench();

describe("servers and containers that are not as the file says", () => {
  const bed = readBed();
  const [web, other] = bed.servers;
  if (web === undefined || other === undefined) throw new Error("the bed has several servers");

  const serverFile = (folder: string, changes: Readonly<Record<string, unknown>>): string =>
    writeText(
      folder,
      "server.json",
      JSON.stringify({
        version: 1,
        servers: [
          {
            name: "web",
            address: web.address,
            port: web.port,
            username: web.username,
            auth: { privateKeyFile: web.privateKeyFile },
            hostKey: web.hostKeyFingerprint,
            ...changes,
          },
        ],
      }),
    );

  it("tells in one line each what is wrong with a server, and applies the rest", async () => {
    const data = newFolder();
    const folder = newFolder();
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "wrong")]);
    const apply = async (changes: Readonly<Record<string, unknown>>): Promise<string> => {
      const { status, stdout, stderr } = await runSpawned(["apply", serverFile(folder, changes), "--data", data]);
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      const lines = stdout.toString().trimEnd().split("\n");
      // Below may stand, indented, what to add to the server's authorized_keys.
      return lines.filter((line) => !line.startsWith(" ")).at(-1) ?? "";
    };
    expect(await apply({})).toMatch(/^✓ online {2}web: web answers: Linux/);
    expect(await apply({ auth: { privateKeyFile: "./wrong" } })).toMatch(
      /^✗ offline {2}web: .* does not take the key .*authorized_keys/,
    );
    expect(await apply({ port: 1 })).toMatch(/^✗ offline {2}web: .*/);
    // Another server at the same place, as far as anyone can tell: its key is not the pinned one.
    expect(await apply({ port: other.port, username: other.username, hostKey: undefined })).toMatch(
      new RegExp(
        `^! host key changed {2}web: .*${other.hostKeyFingerprint.replaceAll("+", "\\+")}.*cronium server trust web`,
      ),
    );
    // The file says which key it means.
    expect(await apply({ port: other.port, username: other.username, hostKey: other.hostKeyFingerprint })).toMatch(
      /^✓ online/,
    );
  });

  it("runs on the server and in a container, and says what is missing", async () => {
    const data = newFolder();
    const folder = newFolder();
    await start(data);
    const file = writeText(
      folder,
      "events.json",
      JSON.stringify({
        ...(JSON.parse(readFileSync(serverFile(folder, {}), "utf8")) as object),
        events: [
          {
            name: "there",
            type: "BASH",
            run: { on: "servers", servers: ["web"] },
            script: "printf 'a\\0b\\r\\n'; printf err >&2; exit 9",
          },
          { name: "boxed", type: "BASH", run: { on: "container", image: "no-such-image:1" }, script: "true" },
        ],
      }),
    );
    const run = (...words: string[]): Promise<SpawnedResult> =>
      runSpawned([...words, "--data", data], { DOCKER_HOST: bed.docker.host });
    expect((await run("apply", file)).status).toBe(0);
    const there = await run("run", "there", "--wait", "--json");
    expect(there.status).toBe(9);
    const { id } = JSON.parse(there.stdout.toString()) as { id: string };
    expect((await run("logs", id, "--raw", "--stream", "stdout")).stdout).toEqual(Buffer.from("a\0b\r\n"));
    expect((await run("logs", id, "--raw", "--stream", "stderr")).stdout).toEqual(Buffer.from("err"));
    const boxed = await run("run", "boxed", "--wait");
    expect(boxed.status).toBe(246);
    expect(boxed.stderr).toMatch(/no-such-image:1/);
  });
});
