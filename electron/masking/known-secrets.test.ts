import { expect, test } from "vitest";
import { maskKnownSecrets, rememberSecret } from "./known-secrets.ts";

test("hides what was remembered, a credential's own text and the whole of it, and leaves the rest", () => {
  expect(maskKnownSecrets("nothing is known: swordfish")).toBe("nothing is known: swordfish");
  rememberSecret("swordfish");
  rememberSecret(JSON.stringify({ kind: "password", password: 'open "sesame"' }));
  rememberSecret("{not json at all");
  expect(maskKnownSecrets("a swordfish, c3dvcmRmaXNo")).toBe("a ••••••, ••••••");
  expect(maskKnownSecrets(JSON.stringify({ error: 'said open "sesame"' }))).toBe('{"error":"said ••••••"}');
  expect(maskKnownSecrets("a password; {not json at all")).toBe("a password; ••••••");
});

test("forgets the oldest beyond 500", () => {
  rememberSecret("the-very-first");
  for (let each = 0; each < 500; each++) rememberSecret(`another-secret-${String(each)}`);
  expect(maskKnownSecrets("the-very-first another-secret-499")).toBe("the-very-first ••••••");
});
