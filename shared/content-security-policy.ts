/**
 * What the interface's page may load and do: nothing from elsewhere, nothing evaluated. Styles alone may be inline,
 * since the component library, the code editor and the terminal write computed rules at run time. The page carries the
 * same policy in itself, without `frame-ancestors`, which only a header can state.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");
