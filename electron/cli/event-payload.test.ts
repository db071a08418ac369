import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, it } from "vitest";
import { sampleEvent } from "../testing/open-test-host.ts";
import { serveTestHost, type ServedHost } from "../testing/served-host.ts";

let served: ServedHost;
beforeEach(async () => {
  served = await serveTestHost({ mode: "inspect" });
});
afterEach(() => served.close());

it("saves the archive of a version, larger than one piece, with a checksum that holds", async () => {
  const data = randomBytes(1_500_000).toString("base64");
  await served.host.api.events.create(sampleEvent({ files: [{ path: "large", data }] }));
  const saved = await served.world.json("event", "payload", "sample");
  expect(saved).toMatchObject({ name: "sample", version: 1 });
  const folder = served.host.dataDirectory;
  execFileSync("sha256sum", ["-c", "event-1-v1.tar.gz.sha256"], { cwd: folder });
  const names = execFileSync("tar", ["-tzf", "event-1-v1.tar.gz"], { cwd: folder, encoding: "utf8" });
  expect(names.split("\n").slice(0, 2)).toEqual(["manifest.yaml", "script.sh"]);
  expect(await served.world.run("event", "payload", "sample", "1", "--output", "other.tar.gz")).toMatchObject({
    status: 0,
    text: expect.stringMatching(
      /^Saved version 1 of sample .* as .*other\.tar\.gz\.\nsha-256 [0-9a-f]{64}\n$/,
    ) as string,
  });
});

it("says what has no archive", async () => {
  await served.host.api.events.create(sampleEvent());
  const { status, stderr } = await served.world.run("event", "payload", "sample", "9");
  expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining("Version 9") as string });
});
