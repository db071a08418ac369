/** What the stand-in tells the test that launched it, unasked. */
export type Notice =
  | { readonly kind: "window"; readonly url: string }
  | { readonly kind: "dialog"; readonly message: string }
  | { readonly kind: "opened"; readonly what: string };

/** Tells the launching test, if there is one and it still listens. */
export function notify(notice: Notice): void {
  if (process.connected) process.send?.(notice);
}
