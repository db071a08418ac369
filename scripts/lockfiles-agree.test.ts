import { expect, it } from "vitest";
import { lockfilesAgree } from "./lockfiles-agree.mjs";

const zod = { version: "4.6.7", integrity: "sha512-a" };
const wanted = {
  packages: {
    "": { version: "0.1.0" },
    "node_modules/zod": zod,
    "node_modules/only-mac": { version: "1.0.0", optional: true },
  },
};

it("takes an install without another platform's package for complete", () => {
  expect(lockfilesAgree(wanted, { packages: { "node_modules/zod": zod } })).toBe(true);
});

it.each([
  ["a missing package", {}],
  ["another version", { "node_modules/zod": { ...zod, version: "4.6.6" } }],
  ["other content", { "node_modules/zod": { ...zod, integrity: "sha512-b" } }],
  ["a package nobody asked for", { "node_modules/zod": zod, "node_modules/left": { version: "1.0.0" } }],
])("notices %s", (_what, packages) => {
  expect(lockfilesAgree(wanted, { packages })).toBe(false);
});
