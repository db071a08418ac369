import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { sampleEvent } from "../testing/open-test-host.ts";
import { serveTestHost, type ServedHost } from "../testing/served-host.ts";

let served: ServedHost;
beforeEach(async () => {
  served = await serveTestHost({ mode: "inspect" });
  await served.host.api.events.create(sampleEvent({ environment: [{ key: "TOKEN", secret: "token-value" }] }));
});
afterEach(() => served.close());

const phrase = "a passphrase for tests";

it("tells where secrets are, and seals them anew for a passphrase that is never a word of the command", async () => {
  const { world } = served;
  expect(await world.run("vault", "status")).toMatchObject({
    status: 0,
    text: expect.stringMatching(
      /^place +encrypted file\ndetail +encrypted file .*, key beside it\nsecrets +1\n$/,
    ) as string,
  });
  world.input = `${phrase}\n`;
  const changed = await world.run("vault", "change-passphrase");
  expect(changed).toMatchObject({ status: 0, text: expect.stringContaining("locked with a passphrase") as string });
  world.input = "not that one\n";
  const refused = await world.run("vault", "change-passphrase", "--no-passphrase");
  expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining("nothing was changed") as string });
  world.input = "";
  expect(await world.run("vault", "change-passphrase", "--no-passphrase")).toMatchObject({ status: 2 });
  expect(changed.text + changed.stderr + refused.text + refused.stderr).not.toContain(phrase);
});

it("exports to a file, and imports from it what is new or, when told to, what differs", async () => {
  const { world, host } = served;
  writeFileSync(join(host.dataDirectory, "phrase"), `${phrase}\n`);
  const flags = ["moved.secrets", "--passphrase-file", "phrase"];
  const saved = await world.run("vault", "export", ...flags);
  expect(saved).toMatchObject({
    status: 0,
    text: expect.stringMatching(/^Saved 1 secret as .*moved\.secrets\.\n$/) as string,
  });
  const file = join(host.dataDirectory, "moved.secrets");
  expect(readFileSync(file, "utf8")).not.toContain("token-value");
  writeFileSync(file, "of somebody else");
  const refused = await world.run("vault", "export", ...flags);
  expect(refused).toMatchObject({ status: 1, stderr: expect.stringMatching(/is there already.*--force/) as string });
  expect(readFileSync(file, "utf8")).toBe("of somebody else");
  expect(await world.run("vault", "export", ...flags, "--force")).toMatchObject({ status: 0 });
  const { vault } = host.host.createContext();
  const [reference = ""] = await vault.references();
  await vault.set(reference, "changed since");
  const asked = await world.run("vault", "import", ...flags, "--replace");
  expect(asked).toMatchObject({ status: 2, stderr: expect.stringMatching(/event sample: TOKEN +different/) as string });
  expect(await world.run("vault", "import", ...flags, "--replace", "--yes")).toMatchObject({
    status: 0,
    text: "0 added, 1 replaced, 0 left as they were.\n",
  });
  expect(await vault.get(reference)).toBe("token-value");
  writeFileSync(join(host.dataDirectory, "phrase"), "another one\n");
  expect(await world.run("vault", "import", ...flags, "--yes")).toMatchObject({ status: 1 });
});
