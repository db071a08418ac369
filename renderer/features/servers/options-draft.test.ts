import { expect, it } from "vitest";
import { inheritedText, readOptionsDraft, straight, toOptionsDraft } from "./options-draft.ts";

it("gives back what it was given", () => {
  const options = { jump: null, idleMs: 90_000, channels: 3, directory: "/srv/x", runtimeApi: "bundled" } as const;
  const draft = toOptionsDraft(options);
  expect(draft).toMatchObject({ jump: straight, idleMs: "90s", channels: "3", keepaliveMs: "" });
  expect(readOptionsDraft(draft)).toEqual({ options, errors: {} });
});

it("says at each field what is wrong with it", () => {
  const draft = { ...toOptionsDraft({}), idleMs: "soon", channels: "0", connectTimeoutMs: "1h" };
  expect(readOptionsDraft(draft).errors).toEqual({
    idleMs: "write it like 30s, 10m or 2h",
    channels: "a whole number from 1 to 100",
    connectTimeoutMs: "from 1s to 2m",
  });
});

it("tells what holds and whence it comes", () => {
  const groups = [{ name: "web", options: { jump: "gate" } }];
  expect(inheritedText("jump", ["Web"], groups)).toBe("gate, from group web");
  expect(inheritedText("jump", [], groups)).toBe("straight, as usual");
  expect(inheritedText("idleMs", ["web"], groups)).toBe("5m, as usual");
});
