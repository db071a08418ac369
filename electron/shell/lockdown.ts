import type { Session, WebContents } from "electron";
import { contentSecurityPolicy } from "../../shared/content-security-policy.ts";
import { isExternalLink, isSameDocument } from "./external-link.ts";

/** Copying to the clipboard, as a copy button does. Everything else a page may ask for is refused. */
const grantedPermissions: ReadonlySet<string> = new Set(["clipboard-sanitized-write"]);

/** Refuses pages every permission but writing the clipboard, and sends the content security policy with each answer. */
export function lockDownSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(grantedPermissions.has(permission));
  });
  session.setPermissionCheckHandler((_contents, permission) => grantedPermissions.has(permission));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onHeadersReceived((details, answer) => {
    answer({
      responseHeaders: { ...details.responseHeaders, "Content-Security-Policy": [contentSecurityPolicy] },
    });
  });
}

/**
 * Keeps the window on its one page. A reload of it passes; any other navigation, new window or embedded view is
 * refused, and a web link among them goes to `openExternally` instead.
 * @param page URL of the page
 */
export function lockDownContents(contents: WebContents, page: string, openExternally: (url: string) => void): void {
  contents.on("will-frame-navigate", (details) => {
    if (details.isMainFrame && isSameDocument(details.url, page)) return;
    details.preventDefault();
    if (details.isMainFrame && isExternalLink(details.url)) openExternally(details.url);
  });
  contents.on("will-redirect", (details) => {
    details.preventDefault();
  });
  contents.on("will-attach-webview", (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    if (isExternalLink(url)) openExternally(url);
    return { action: "deny" };
  });
}
