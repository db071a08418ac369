import { expect, test } from "vitest";
import { admit, cookieName } from "./admission.ts";

const rules = { port: 41_380, token: "the-right-token" };
const bearer = { host: "127.0.0.1:41380", authorization: "Bearer the-right-token" };

function statusOf(headers: Record<string, string>): number {
  const admission = admit({ headers }, rules);
  return admission.admitted ? 200 : admission.status;
}

test("admits the token as a bearer or as this port's cookie", () => {
  expect(statusOf(bearer)).toBe(200);
  expect(statusOf({ host: "localhost:41380", cookie: `a=b; ${cookieName(41_380)}=the-right-token` })).toBe(200);
});

test("refuses a missing or wrong token, or the cookie of another port", () => {
  expect(statusOf({ host: "127.0.0.1:41380" })).toBe(401);
  expect(statusOf({ ...bearer, authorization: "Bearer the-right-toke" })).toBe(401);
  expect(statusOf({ host: "127.0.0.1:41380", cookie: `${cookieName(41_381)}=the-right-token` })).toBe(401);
});

test("refuses another page, and a name that was rebound to this computer, even with the token", () => {
  expect(statusOf({ ...bearer, origin: "http://evil.example" })).toBe(403);
  expect(statusOf({ ...bearer, origin: "http://127.0.0.1:9999" })).toBe(403);
  expect(statusOf({ ...bearer, origin: "null" })).toBe(403);
  expect(statusOf({ ...bearer, host: "evil.example:41380" })).toBe(403);
  expect(statusOf({ ...bearer, origin: "http://127.0.0.1:41380" })).toBe(200);
});
