import { EventEmitter } from "node:events";
import type { Session, WebContents } from "electron";
import { describe, expect, it } from "vitest";
import { lockDownContents, lockDownSession } from "./lockdown.ts";

const page = "file:///opt/cronium/index.html";

class FakeContents extends EventEmitter {
  openHandler: (details: { url: string }) => unknown = () => undefined;
  setWindowOpenHandler(handler: (details: { url: string }) => unknown): void {
    this.openHandler = handler;
  }
}

function arrange() {
  const contents = new FakeContents();
  const opened: string[] = [];
  lockDownContents(contents as unknown as WebContents, page, (url) => opened.push(url));
  const attempt = (event: string, details: object = {}): boolean => {
    let prevented = false;
    contents.emit(event, { ...details, preventDefault: () => (prevented = true) });
    return !prevented;
  };
  return { contents, opened, attempt };
}

describe("a window's contents", () => {
  it("may load their own page again and go nowhere else", () => {
    const { attempt, opened } = arrange();
    const attempts = [page, `${page}#/jobs`, "file:///etc/passwd", "javascript:alert(1)", `${page}?token=1`];
    expect(attempts.map((url) => attempt("will-frame-navigate", { url, isMainFrame: true }))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(attempt("will-frame-navigate", { url: page, isMainFrame: false })).toBe(false);
    expect(attempt("will-redirect")).toBe(false);
    expect(attempt("will-attach-webview")).toBe(false);
    expect(opened).toEqual([]);
  });

  it("hand web links to the browser, whether followed or opened", () => {
    const { contents, attempt, opened } = arrange();
    expect(attempt("will-frame-navigate", { url: "https://example.org/a", isMainFrame: true })).toBe(false);
    expect(contents.openHandler({ url: "https://example.org/b" })).toEqual({ action: "deny" });
    expect(contents.openHandler({ url: "file:///etc/passwd" })).toEqual({ action: "deny" });
    attempt("will-frame-navigate", { url: "https://example.org/frame", isMainFrame: false });
    expect(opened).toEqual(["https://example.org/a", "https://example.org/b"]);
  });
});

it("grants a page the writing of the clipboard and no other permission, and sends the policy with every answer", () => {
  type Handler = (...given: never[]) => unknown;
  const handlers: Record<string, Handler> = {};
  const keep = (name: string) => (handler: Handler) => (handlers[name] = handler);
  lockDownSession({
    setPermissionRequestHandler: keep("request"),
    setPermissionCheckHandler: keep("check"),
    setDevicePermissionHandler: keep("device"),
    webRequest: { onHeadersReceived: keep("headers") },
  } as unknown as Session);
  const request = (permission: string): boolean => {
    let granted = false;
    (handlers["request"] as (...given: unknown[]) => void)({}, permission, (answer: boolean) => (granted = answer));
    return granted;
  };
  const check = handlers["check"] as (...given: unknown[]) => boolean;
  const permissions = [
    "clipboard-sanitized-write",
    "clipboard-read",
    "geolocation",
    "media",
    "notifications",
    "openExternal",
  ];
  expect(permissions.filter(request)).toEqual(["clipboard-sanitized-write"]);
  expect(permissions.filter((permission) => check({}, permission))).toEqual(["clipboard-sanitized-write"]);
  expect((handlers["device"] as () => boolean)()).toBe(false);

  let headers: Record<string, string[]> = {};
  (handlers["headers"] as (...given: unknown[]) => void)(
    { responseHeaders: { "X-Kept": ["yes"] } },
    (answer: { responseHeaders: Record<string, string[]> }) => (headers = answer.responseHeaders),
  );
  expect(headers["X-Kept"]).toEqual(["yes"]);
  expect(headers["Content-Security-Policy"]?.[0]).toContain("default-src 'none'");
});
