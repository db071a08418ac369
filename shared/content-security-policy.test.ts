import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { contentSecurityPolicy } from "./content-security-policy.ts";

it("is the policy the page itself carries, and forbids framing besides", () => {
  const page = readFileSync(join(import.meta.dirname, "..", "renderer", "index.html"), "utf8");
  const carried = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(page)?.[1];
  expect(contentSecurityPolicy).toBe(`${String(carried)}; frame-ancestors 'none'`);
});
