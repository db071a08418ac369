import { generateKeyPairSync } from "node:crypto";
import { duplexPair } from "node:stream";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFakeClock } from "../testing/fake-clock.ts";
import { openTestHost, testStart, type TestHost } from "../testing/open-test-host.ts";
import { openRaw } from "../testing/raw-http.ts";
import { askRuntimeApi, startScript, type RuntimeScript } from "../testing/runtime-script.ts";

let host: TestHost;
let script: RuntimeScript;
let other: RuntimeScript;
let base: string;
beforeAll(async () => {
  host = await openTestHost({ runtimeApi: { rateLimitPerMinute: 0 } });
  base = host.host.runtimeApi ?? "";
  script = await startScript(host, { input: "mine" });
  other = await startScript(host, { input: "theirs" });
});
afterAll(() => host.close());

const input = (id: string) => `/executions/${id}/input`;
const withToken = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

describe("another execution", () => {
  test("is not reached with one's own token, whatever is asked", async () => {
    for (const [method, path, body] of [
      ["GET", "input"],
      ["POST", "output", { data: 1 }],
      ["GET", "variables/a"],
      ["PUT", "variables/a", { value: 1 }],
      ["DELETE", "variables/a"],
      ["POST", "variables/a/increment", {}],
      ["POST", "condition", { condition: true }],
      ["GET", "condition"],
      ["GET", "context"],
      ["POST", "log", { level: "info", message: "forged" }],
      ["POST", "progress", { fraction: 1 }],
    ] as const) {
      const answer = await script.ask(`/executions/${other.executionId}/${path}`, { method, body });
      expect(answer, `${method} ${path}`).toMatchObject({ status: 403, body: { code: "execution_mismatch" } });
      expect(answer.text).not.toContain("theirs");
    }
  });

  test("is not reached by dressing up its address", async () => {
    for (const path of [
      `/executions/${script.executionId}/../${other.executionId}/input`,
      `/executions/${script.executionId}%2F..%2F${other.executionId}/input`,
      `/executions/${script.executionId};${other.executionId}/input`,
      `//executions/${other.executionId}/input`,
      `/executions/${other.executionId}/input?id=${script.executionId}`,
      `/EXECUTIONS/${other.executionId}/input`,
      `/executions/${other.executionId.toUpperCase()}/input`,
      `/executions/%00${other.executionId}/input`,
      `/executions/${script.executionId}/input/../../${other.executionId}/input`,
    ]) {
      const raw = openRaw(base);
      raw.write(
        `GET ${path} HTTP/1.1\r\nHost: ${new URL(base).host}\r\nAuthorization: Bearer ${script.token}\r\nConnection: close\r\n\r\n`,
      );
      const answer = await raw.ended;
      expect(answer, path).toMatch(/^HTTP\/1\.1 4\d\d/);
      expect(answer).not.toContain("theirs");
    }
  });

  test("is not reached over a connection of one's own, even with its token", async () => {
    const [near, far] = duplexPair();
    script.run.request.runtime?.accept(far);
    const answer = new Promise<string>((resolve) => {
      let text = "";
      near.on("data", (part: Buffer) => (text += part.toString()));
      near.on("end", () => {
        resolve(text);
      });
    });
    near.write(
      `GET ${input(other.executionId)} HTTP/1.1\r\nHost: runtime-api:8081\r\nAuthorization: Bearer ${other.token}\r\nConnection: close\r\n\r\n`,
    );
    expect(await answer).toMatch(/^HTTP\/1\.1 403[^]*execution_mismatch/);
  });
});

describe("a token", () => {
  const claims = () => ({ executionId: other.executionId, jobId: other.jobId, userId: "local", scope: "execution" });
  const refused = async (token: string) =>
    (await askRuntimeApi(base, input(other.executionId), withToken(token))).body?.code;

  test("has to be there, and to be one", async () => {
    const none = await askRuntimeApi(base, input(other.executionId));
    expect(none).toMatchObject({ status: 401, body: { code: "missing_token" } });
    expect(none.headers["www-authenticate"]).toBe("Bearer");
    for (const token of ["x", "a.b.c", "..", `${other.token}x`, other.token.slice(0, -1), other.token.toLowerCase()]) {
      expect(await refused(token), token).toBe("invalid_token");
    }
    const basic = { headers: { authorization: `Basic ${other.token}` } };
    expect((await askRuntimeApi(base, input(other.executionId), basic)).body?.code).toBe("invalid_token");
    expect((await askRuntimeApi(base, `${input(other.executionId)}?token=${other.token}`)).body?.code).toBe(
      "missing_token",
    );
    const cookie = { headers: { cookie: `token=${other.token}` } };
    expect((await askRuntimeApi(base, input(other.executionId), cookie)).body?.code).toBe("missing_token");
  });

  test("without a signature, with another key or another kind of signature is none", async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const [, ownClaims = ""] = other.token.split(".");
    for (const alg of ["none", "None", "NONE"]) {
      expect(await refused(`${part({ alg, typ: "JWT" })}.${ownClaims}.`)).toBe("invalid_token");
      expect(await refused(`${part({ alg, typ: "JWT" })}.${part(claims())}.`)).toBe("invalid_token");
    }
    const signWith = (key: Uint8Array) =>
      new SignJWT(claims()).setProtectedHeader({ alg: "HS256" }).setIssuer("cronium").setExpirationTime("1h").sign(key);
    for (const key of [new Uint8Array(32), Buffer.from("secret"), Buffer.from(host.host.token)]) {
      expect(await refused(await signWith(key))).toBe("invalid_token");
    }
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const rsa = new SignJWT(claims()).setProtectedHeader({ alg: "RS256" }).setIssuer("cronium").setExpirationTime("1h");
    expect(await refused(await rsa.sign(privateKey))).toBe("invalid_token");
    const [header, , signature] = other.token.split(".");
    expect(await refused(`${header ?? ""}.${part(claims())}.${signature ?? ""}`)).toBe("invalid_token");
    expect(await refused(host.host.token)).toBe("invalid_token");
  });

  test("that was tried in vain is in the audit trail, without itself", async () => {
    const rows = await host.host.createContext().store.read.selectFrom("audit").selectAll().execute();
    const refusals = rows.filter(({ action }) => action === "runtime.refused");
    expect(refusals.length).toBeGreaterThan(0);
    expect(refusals.length).toBeLessThanOrEqual(20);
    expect(JSON.stringify(rows)).not.toContain(other.token.split(".")[2]);
  });

  test("is worth nothing once its execution has ended, even to a call that is on its way", async () => {
    const ending = await startScript(host);
    const slow = openRaw(base);
    const body = '{"data":"too late"}';
    slow.write(
      `POST /executions/${ending.executionId}/output HTTP/1.1\r\nHost: ${new URL(base).host}\r\nAuthorization: Bearer ${ending.token}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${String(body.length)}\r\nConnection: close\r\n\r\n${body.slice(0, 5)}`,
    );
    await ending.data("/executions/{id}/input");
    const { changes, store } = host.host.createContext();
    const told = new Promise<void>((resolve) => {
      const stop = changes.listen(({ change }) => {
        if (change.noun !== "execution" || change.id !== ending.executionId) return;
        stop();
        resolve();
      });
    });
    ending.run.end({ kind: "exited", exitCode: 0 });
    await told;
    expect((await ending.ask(input("{id}"))).body?.code).toBe("revoked_token");
    slow.write(body.slice(5));
    expect(await slow.ended).toMatch(/^HTTP\/1\.1 401[^]*revoked_token/);
    const row = await store.read
      .selectFrom("executions")
      .select("token_hash")
      .where("id", "=", ending.executionId)
      .executeTakeFirst();
    expect(row).toEqual({ token_hash: null });
    expect(
      await store.read
        .selectFrom("execution_reports")
        .selectAll()
        .where("execution_id", "=", ending.executionId)
        .execute(),
    ).toEqual([]);
  });

  test("expires, and a moved clock does not make an ended one good", async () => {
    const clock = createFakeClock(testStart);
    const timed = await openTestHost({ clock });
    try {
      const late = await startScript(timed, { timeoutMs: 60_000 });
      clock.step(60_000 + 3_600_000);
      expect((await late.ask(input("{id}"))).body?.code).toBe("expired_token");
      clock.step(-7_000_000);
      expect((await late.ask(input("{id}"))).status).toBe(200);
      late.run.end({ kind: "exited", exitCode: 0 });
      await clock.advance(0);
      clock.step(9_000_000_000);
      expect((await late.ask(input("{id}"))).status).toBe(401);
    } finally {
      await timed.close();
    }
  });
});

describe("a page in a browser", () => {
  test("that has bound its name to this computer is refused", async () => {
    const { port } = new URL(base);
    for (const name of [
      "evil.example",
      `evil.example:${port}`,
      "127.0.0.1",
      "127.0.0.1:1",
      `runtime-api:${port}`,
      "[::1]:80",
    ]) {
      const answer = await script.ask(input("{id}"), { headers: { host: name } });
      expect(answer.status, name).toBeGreaterThanOrEqual(400);
      expect(answer.status, name).toBeLessThan(500);
      expect(answer.text).not.toContain("mine");
    }
    expect((await script.ask(input("{id}"), { headers: { host: `LocalHost:${port}` } })).status).toBe(200);
    expect((await askRuntimeApi(base, "/metrics", { headers: { host: "evil.example" } })).body?.code).toBe(
      "unknown_host",
    );
  });

  test("of another origin is refused, also before it asks", async () => {
    for (const origin of ["https://evil.example", "null", base]) {
      const answer = await script.ask(input("{id}"), { headers: { origin } });
      expect(answer).toMatchObject({ status: 403, body: { code: "foreign_origin" } });
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
      const preflight = await askRuntimeApi(base, input("x"), { method: "OPTIONS", headers: { origin } });
      expect(preflight.status).toBe(403);
    }
  });
});

test("the API lives after all of this", async () => {
  expect((await script.ask(input("{id}"))).body?.data).toBe("mine");
});
