import { serverOptions } from "../../shared/server-options.ts";

/**
 * The option `agent` for an `IdentityAgent` (ssh_config(5)): a path, `$NAME`, or `SSH_AUTH_SOCK`, which is the usual.
 * @returns undefined where it is as usual or there is to be none, null where it cannot be taken over
 */
export function agentOption(
  written: string | undefined,
  tokens: { readonly address: string; readonly username: string; readonly ownUser: string },
): string | null | undefined {
  if (written === undefined || /^none$/i.test(written) || /^\$?\{?SSH_AUTH_SOCK\}?$/.test(written)) return undefined;
  const values: Readonly<Record<string, string>> = {
    "%": "%",
    d: "~",
    h: tokens.address,
    r: tokens.username,
    u: tokens.ownUser,
  };
  const path = written
    .replace(/^\$\{(\w+)\}$/, "$$$1")
    .replaceAll(/%(.)/g, (whole, token: string) => values[token] ?? whole);
  const isWhole = !/%[A-Za-z]/.test(path) && !/.\$\{?\w/.test(path);
  return isWhole && serverOptions.safeParse({ agent: path }).success ? path : null;
}
