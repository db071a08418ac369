import { describe, expect, it } from "vitest";
import type { ServerConnection } from "../executor.ts";
import { refuseCircle, serversOnTheWay } from "./jump.ts";

const server = (name: string, jump?: ServerConnection): ServerConnection => ({
  id: name.length,
  name,
  address: "10.0.0.1",
  port: 22,
  username: "deploy",
  credential: { kind: "agent" },
  pinnedHostKey: undefined,
  jump,
});

describe("the way to a server", () => {
  it("is walked from the server outwards", () => {
    const way = serversOnTheWay(server("inner", server("gate", server("edge"))));
    expect(way.map(({ name }) => name)).toEqual(["inner", "gate", "edge"]);
    expect(() => {
      refuseCircle(server("inner", server("gate", server("edge"))));
    }).not.toThrow();
  });

  it("is refused when it leads back, wherever on it", () => {
    const gate = { ...server("gate"), jump: undefined as ServerConnection | undefined };
    const edge = server("edge", gate);
    gate.jump = edge;
    const refuse = (from: ServerConnection) => () => {
      refuseCircle(from);
    };
    expect(refuse(gate)).toThrow("gate through edge through gate");
    expect(refuse(server("inner", edge))).toThrow("The way to inner leads in a circle: edge through gate through edge");
  });

  it("is refused when it leads through the same server twice, even as copies", () => {
    const circular = server("inner", server("gate", server("inner", server("gate"))));
    expect(() => {
      refuseCircle(circular);
    }).toThrow("The way to inner leads in a circle: inner through gate through inner");
  });
});
