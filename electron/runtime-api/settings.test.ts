import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readConfiguration } from "../host/configuration.ts";

const dataDirectory = mkdtempSync(join(tmpdir(), "cronium-settings-"));
afterAll(() => {
  rmSync(dataDirectory, { recursive: true });
});

function read(file: string, environment: Record<string, string>) {
  writeFileSync(join(dataDirectory, "config.yaml"), file);
  return readConfiguration({ dataDirectory }, environment).runtimeApi;
}

test("nothing said: loopback alone, a thousand requests a minute, no pages", () => {
  expect(read("", {})).toEqual({
    readTimeout: 30_000,
    writeTimeout: 30_000,
    idleTimeout: 120_000,
    shutdownTimeout: 5_000,
    bodyLimitBytes: 16_777_216,
    rateLimitPerMinute: 1_000,
    enableCors: true,
    allowedOrigins: [],
    allowedHosts: [],
    enableTls: false,
    requestLog: "debug",
  });
});

test("the environment, by the names of the original product, wins over the file setting by setting", () => {
  const file = "runtimeApi: { port: 8081, readTimeout: 5s, allowedOrigins: ['https://a.example'] }";
  const environment = { RUNTIME_READ_TIMEOUT: "2m", RUNTIME_ENABLE_CORS: "false", RUNTIME_ALLOWED_ORIGINS: "x, y" };
  expect(read(file, environment)).toMatchObject({
    port: 8081,
    readTimeout: 120_000,
    enableCors: false,
    allowedOrigins: ["x", "y"],
  });
});

test("what makes no sense is refused by its name", () => {
  expect(() => read("runtimeApi: { readTimeout: 5 }", {})).toThrow(/config\.yaml: runtimeApi\.readTimeout/);
  expect(() => read("runtimeApi: { ports: 1 }", {})).toThrow(/ports/);
  expect(() => read("", { RUNTIME_READ_TIMEOUT: "soon" })).toThrow(/the environment: runtimeApi\.readTimeout.*30s/);
  expect(() => read("", { RUNTIME_ENABLE_TLS: "maybe" })).toThrow(/runtimeApi\.enableTls/);
});
