import { describe, expect, it } from "vitest";
import { sampleServer as server } from "../../testing/sample-server.ts";
import { createLoginTrace } from "./login-trace.ts";
import { connectionFailure, hostKeyProblem } from "./connection-failure.ts";

const error = (details: object) => Object.assign(new Error("library words"), details);

describe("connectionFailure", () => {
  it.each([
    [{ code: "ECONNREFUSED" }, "10.0.0.1:22 refused the connection"],
    [{ code: "EHOSTUNREACH" }, "There is no way to 10.0.0.1 from here"],
    [{ code: "ECONNRESET" }, "10.0.0.1:22 broke the connection off"],
    [{ code: "ETIMEDOUT" }, "10.0.0.1:22 did not answer"],
    [{ level: "client-timeout" }, "10.0.0.1:22 did not answer within 10 s"],
    [{ level: "handshake" }, "10.0.0.1:22 did not agree to a connection: library words"],
  ])("says in plain words what %j means", (details, message) => {
    expect(connectionFailure(server, error(details), 10_000, createLoginTrace())).toEqual({
      reason: "connect_failed",
      message,
    });
  });

  it("puts an IPv6 address in brackets", () => {
    const refused = connectionFailure(
      { ...server, address: "::1" },
      error({ code: "ECONNREFUSED" }),
      10_000,
      createLoginTrace(),
    );
    expect(refused.message).toBe("[::1]:22 refused the connection");
  });
});

describe("hostKeyProblem", () => {
  const offered = { algorithm: "ssh-ed25519", fingerprint: "SHA256:offered", publicKey: "b2ZmZXJlZA==" };

  it("takes the pinned key, and no other whatever was expected", () => {
    expect(hostKeyProblem({ ...server, pinnedHostKey: offered.publicKey }, offered)).toBeUndefined();
    const moved = { ...server, pinnedHostKey: "b3RoZXI=", expectedFingerprint: offered.fingerprint };
    expect(hostKeyProblem(moved, offered)?.failure.reason).toBe("host_key_changed");
  });

  it("takes a fingerprint that was given beforehand while no key is pinned", () => {
    expect(hostKeyProblem({ ...server, expectedFingerprint: "SHA256:offered=" }, offered)).toBeUndefined();
    const problem = hostKeyProblem({ ...server, expectedFingerprint: "SHA256:other" }, offered);
    expect(problem?.failure).toMatchObject({ reason: "host_key_changed" });
    expect(problem?.failure.message).toContain("expected SHA256:other");
  });

  it("refuses what nobody has spoken for", () => {
    expect(hostKeyProblem(server, offered)?.failure.reason).toBe("host_key_unknown");
  });
});
