import { request } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { openTestHost, type TestHost } from "../testing/open-test-host.ts";
import { serveLoopback, type LoopbackDoor } from "./serve-loopback.ts";

let host: TestHost;
let door: LoopbackDoor;
beforeEach(async () => {
  host = await openTestHost();
  const pageDirectory = join(host.dataDirectory, "page");
  mkdirSync(pageDirectory);
  writeFileSync(join(pageDirectory, "index.html"), "<p>page</p>");
  const configured = { ...host.host, configuration: { ...host.host.configuration, port: 0 } };
  door = await serveLoopback({ host: configured, pageDirectory });
});
afterEach(async () => {
  await door.close();
  await host.close();
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

function get(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request({ port: door.port, host: "127.0.0.1", path, method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (part: string) => (body += part));
      response.on("end", () => {
        resolve({ status: response.statusCode, headers: response.headers, body });
      });
    });
    call.on("error", reject).end();
  });
}

function dial(path: string, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${String(door.port)}${path}`, { headers });
    socket.on("open", () => {
      resolve("open");
      socket.terminate();
    });
    socket.on("error", (error) => {
      resolve(error.message);
    });
  });
}

test("the link becomes a cookie that opens the page; the token does not stay in the address", async () => {
  const { pathname, search } = new URL(door.url);
  const first = await get(pathname + search);
  expect(first).toMatchObject({ status: 302, headers: { location: "/" } });
  const cookie = String(first.headers["set-cookie"]);
  expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
  const page = await get("/", { cookie: cookie.split(";")[0] ?? "" });
  expect(page).toMatchObject({ status: 200, body: "<p>page</p>" });
  expect(page.headers["content-security-policy"]).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
});

test("the link works from a page of another place too, where a redirect would not carry the cookie", async () => {
  const { pathname, search } = new URL(door.url);
  const first = await get(pathname + search, { "sec-fetch-site": "cross-site" });
  expect(first).toMatchObject({ status: 200, headers: { refresh: "0; url=/" } });
  expect(String(first.headers["set-cookie"])).toMatch(/HttpOnly; SameSite=Strict/);
  expect(await get("/?token=wrong", { "sec-fetch-site": "cross-site" })).toMatchObject({ status: 401 });
});

test("without the token there is neither page nor contract", async () => {
  expect(await get("/")).toMatchObject({ status: 401 });
  expect(await get("/?token=wrong")).toMatchObject({ status: 401 });
  expect(await dial("/trpc", {})).toMatch(/401/);
});

test("another page cannot reach the contract even if the browser holds the cookie", async () => {
  const authorization = `Bearer ${host.host.token}`;
  expect(await dial("/trpc", { authorization, origin: "http://evil.example" })).toMatch(/403/);
  expect(await dial("/trpc", { authorization })).toBe("open");
  expect(await dial("/elsewhere", { authorization })).toMatch(/404/);
  expect(await get("/", { authorization }, "POST")).toMatchObject({ status: 405 });
});

test("a chosen port that is taken is told apart; nobody else is disturbed", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo;
  const configured = { ...host.host, configuration: { ...host.host.configuration, port } };
  await expect(serveLoopback({ host: configured, pageDirectory: undefined })).rejects.toThrow(
    `Port ${String(port)} is taken by another program`,
  );
  other.close();
});

test("a screen that was asked for as a file is found, by those that may; nothing else is, with a way home", async () => {
  const headers = { authorization: `Bearer ${host.host.token}` };
  expect(await get("/jobs?status=failed", headers)).toMatchObject({
    status: 302,
    headers: { location: "/#/jobs?status=failed" },
  });
  expect(await get("/jobs")).toMatchObject({ status: 401 });
  const nothing = await get("/nowhere", headers);
  expect(nothing).toMatchObject({ status: 404 });
  expect(nothing.body).toContain('<a href="/">');
});
