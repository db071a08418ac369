import { expect, it } from "vitest";
import { sampleServer as server } from "../../testing/sample-server.ts";
import { createLatestConnections } from "./latest-connections.ts";

it("gives a run that was begun before a change what holds now, and asks once", async () => {
  const connections = createLatestConnections();
  const renewed = { ...server, credential: { kind: "password", password: "new" } } as const;
  let asked = 0;
  connections.findWith(() => {
    asked += 1;
    return Promise.resolve(asked === 1 ? undefined : renewed);
  });
  connections.see(server);
  expect(await connections.latest(server)).toBe(server);
  connections.dropped(2);
  expect(await connections.latest(server)).toBe(server);
  connections.dropped(1);
  // Nobody could say for a moment, such as while the vault is locked.
  expect(await connections.latest(server)).toBe(server);
  expect(await connections.latest(server)).toBe(renewed);
  expect(await connections.latest(server)).toBe(renewed);
  expect(asked).toBe(2);
});

it("leaves alone what was made after the change", async () => {
  const connections = createLatestConnections();
  connections.dropped(1);
  connections.findWith(() => Promise.reject(new Error("it is not to be asked")));
  expect(await connections.latest(server)).toBe(server);
});
