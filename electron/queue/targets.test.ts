import { expect, test } from "vitest";
import { openTestHost } from "../testing/open-test-host.ts";
import { buildJobDefinition } from "./build-definition.ts";
import { resolveTarget } from "./targets.ts";

const privateKey = `-----BEGIN OPENSSH PRIVATE KEY-----\n${"AbCdEf0123456789".repeat(4)}\n${"zYxWvU9876543210".repeat(4)}\nQUE=\n-----END OPENSSH PRIVATE KEY-----\n`;

test("a server's private key is masked line by line, its passphrase in every form", async () => {
  const host = await openTestHost();
  try {
    const authentication = { kind: "key", privateKey, passphrase: "open sesame" } as const;
    const server = { name: "web-1", address: "127.0.0.1", username: "deploy", authentication };
    const { id: serverId } = await host.api.servers.create(server);
    const { id } = await host.api.events.create({
      name: "a",
      type: "BASH",
      run: { on: "servers", serverIds: [serverId] },
      script: "true",
    });
    const { store, vault } = host.host.createContext();
    const event = await store.read.selectFrom("events").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    const definition = await buildJobDefinition(store.read, event);
    const resolved = await resolveTarget(store.read, vault, definition, { place: "servers", serverId, name: "web-1" });
    expect(resolved.ok && resolved.secrets).toEqual([
      `${"AbCdEf0123456789".repeat(4)}\n${"zYxWvU9876543210".repeat(4)}\nQUE=`,
      "open sesame",
    ]);
  } finally {
    await host.close();
  }
});
