import { describe, expect, it } from "vitest";
import { containerSpec } from "./container-spec.ts";
import { packDelivery, unusableVariable } from "./launcher.ts";

const secret = "canary-7f3a";
const delivery = packDelivery("PYTHON", `print("${secret}")`, { TOKEN: secret });
const wish = { executionId: "exec_1", owner: "home", image: "some/image", delivery } as const;

describe("containerSpec", () => {
  it("tells nothing of the script or its environment", () => {
    const told = JSON.stringify(containerSpec(wish));
    expect(told).not.toContain("canary");
    expect(told).not.toContain("TOKEN");
    expect(Buffer.from(delivery.bytes).toString()).toContain(secret);
  });

  it("can be found again by its name and labels", () => {
    const { name, Labels } = containerSpec(wish);
    expect(name).toBe("cronium-exec_1");
    expect(Labels).toEqual({ "dev.cronium.execution": "exec_1", "dev.cronium.owner": "home" });
  });

  it("shares the network of its relay, or has none", () => {
    expect(containerSpec(wish).HostConfig?.NetworkMode).toBe("none");
    expect(containerSpec({ ...wish, relay: "relay-1" }).HostConfig?.NetworkMode).toBe("container:relay-1");
  });

  it("has room for the script twice, however large", () => {
    const large = packDelivery("BASH", "x".repeat(10 * 1024 * 1024), {});
    const [room] =
      /size=\d+/.exec(containerSpec({ ...wish, delivery: large }).HostConfig?.Tmpfs?.["/run/cronium"] ?? "") ?? [];
    expect(Number(room?.slice("size=".length))).toBeGreaterThan(2 * large.bytes.length);
  });
});

describe("unusableVariable", () => {
  it("names what no shell can carry", () => {
    expect(unusableVariable({ GOOD: "any\nthing'", _also9: "" })).toBeUndefined();
    expect(unusableVariable({ GOOD: "", "X;reboot": "" })).toBe("X;reboot");
    expect(unusableVariable({ "9X": "" })).toBe("9X");
    expect(unusableVariable({ NUL: "a\0b" })).toBe("NUL");
  });
});
