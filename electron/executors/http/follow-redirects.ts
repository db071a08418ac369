import type { HttpRequest } from "../../../shared/http-request.ts";
import type { Answer, Outgoing } from "./exchange.ts";
import { HttpFailure } from "./http-failure.ts";

/** The redirects of RFC 9110 section 15.4; 300 and 304 are answers. */
const redirects = [301, 302, 303, 307, 308];

/** Go along to another origin, as they say nothing of who asks. All others stay behind. */
const harmlessHeaders = [
  "accept",
  "accept-encoding",
  "accept-language",
  "content-type",
  "content-language",
  "user-agent",
];

/**
 * The request that an answer sends on to; undefined when it is to be judged as it is.
 * @param followed how many have been followed
 * @throws HttpFailure `address_refused` for one that would give up encryption, `answer_unexpected` after too many
 */
export function nextHop(
  { follow, most }: HttpRequest["redirects"],
  outgoing: Outgoing,
  answer: Pick<Answer, "status" | "headers">,
  followed: number,
): Outgoing | undefined {
  const location = answer.headers.get("location")?.[0];
  if (follow === "none" || location === undefined || !redirects.includes(answer.status)) return undefined;
  const from = outgoing.url;
  const to = URL.parse(location, from.href);
  if (to === null || !["http:", "https:"].includes(to.protocol)) return undefined;
  const isSameHost = to.hostname === from.hostname && (to.origin === from.origin || isUpgrade(from, to));
  if (follow === "same_host" && !isSameHost) return undefined;
  if (from.protocol === "https:" && to.protocol === "http:") {
    throw new HttpFailure("address_refused", `${from.host} sends on to ${to.host} without encryption`);
  }
  if (followed >= most) {
    throw new HttpFailure("answer_unexpected", `${from.host} sends on and on: ${String(most)} redirects were followed`);
  }
  if (to.hash === "") to.hash = from.hash;
  const becomesGet =
    answer.status === 303 ? outgoing.method !== "HEAD" : answer.status <= 302 && outgoing.method === "POST";
  const isOwn = to.origin === from.origin;
  const headers = outgoing.headers.filter(([name]) => {
    const folded = name.toLowerCase();
    if (becomesGet && folded.startsWith("content-")) return false;
    return isOwn || harmlessHeaders.includes(folded);
  });
  to.username = "";
  to.password = "";
  const { method, body } = becomesGet ? { method: "GET" as const, body: undefined } : outgoing;
  return { method, url: to, headers, body };
}

/** From http to https, both on their usual ports. */
function isUpgrade(from: URL, to: URL): boolean {
  return from.protocol === "http:" && to.protocol === "https:" && from.port === "" && to.port === "";
}
