import type { HttpRequest } from "../../../shared/http-request.ts";
import { bareHost } from "./address-rules.ts";

/** The proxy a request goes through; undefined: none. Of the environment, as curl reads it. */
export function chooseProxy(
  proxy: HttpRequest["proxy"],
  url: URL,
  environment: Readonly<Record<string, string | undefined>>,
): URL | undefined {
  if (proxy.use === "none") return undefined;
  if (proxy.use === "named") return new URL(proxy.url);
  const read = (name: string): string => environment[name.toLowerCase()] ?? environment[name] ?? "";
  if (isExempt(url, read("NO_PROXY"))) return undefined;
  const given = read(url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY") || read("ALL_PROXY");
  if (given === "") return undefined;
  const chosen = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`);
  return chosen !== null && ["http:", "https:"].includes(chosen.protocol) ? chosen : undefined;
}

function isExempt(url: URL, list: string): boolean {
  const host = bareHost(url.hostname);
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      if (entry === "*") return true;
      const [, name = entry, own] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [];
      const wanted = bareHost(name).replace(/^\*?\./, "");
      return (own === undefined || own === port) && (host === wanted || host.endsWith(`.${wanted}`));
    });
}
