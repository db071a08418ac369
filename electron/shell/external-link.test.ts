import { expect, it } from "vitest";
import { isExternalLink, isSameDocument } from "./external-link.ts";

it("hands the browser web links alone", () => {
  expect(["https://example.org/a?b#c", "http://127.0.0.1:8080"].every(isExternalLink)).toBe(true);
  const refused = [
    "file:///etc/passwd",
    "javascript:alert(1)",
    "smb://host/share",
    "vscode://x",
    "ms-msdt:/id",
    "",
    "a b",
  ];
  expect(refused.filter(isExternalLink)).toEqual([]);
});

it("takes addresses that differ in the fragment alone for one document", () => {
  const page = "file:///opt/cronium/index.html";
  expect(isSameDocument(`${page}#/events/7`, page)).toBe(true);
  expect(isSameDocument(`${page}?token=1`, page)).toBe(false);
  expect(isSameDocument("file:///etc/passwd", page)).toBe(false);
});
