import type { ServerView } from "../../bridge/views.ts";
import { relativeText } from "../../time/format-duration.ts";
import { counted } from "../../ui/plural.ts";

export const authenticationWords: Readonly<Record<ServerView["authenticationKind"], string>> = {
  key: "with a private key",
  agent: "with the SSH agent",
  password: "with a password",
};

/** `deploy@10.0.0.4`, with the port where it is not the usual one. */
export function loginOf(server: Pick<ServerView, "username" | "address" | "port">): string {
  const host = server.address.includes(":") ? `[${server.address}]` : server.address;
  return `${server.username}@${host}${server.port === 22 ? "" : `:${String(server.port)}`}`;
}

/** `in 40 s`; what is due by now comes at once. */
export function untilText(at: number, now: number): string {
  return at <= now ? "now" : relativeText(at, now);
}

/** Whether a server's name, address, user, or a group or tag of it contains the text, any case. */
export function serverMatches(server: ServerView, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return [server.name, loginOf(server), ...server.groups, ...server.tags].some((part) =>
    part.toLowerCase().includes(wanted),
  );
}

/** How the servers are, in one line: `5 servers: 3 online, 1 offline, 1 not tested`. */
export function summaryOf(servers: readonly ServerView[]): string {
  if (servers.length === 0) return "";
  const kinds: readonly (readonly [ServerView["status"], string])[] = [
    ["online", "online"],
    ["offline", "offline"],
    ["host_key_changed", "with another host key"],
    ["untrusted", "with a host key to accept"],
    ["unknown", "not tested"],
  ];
  const parts = kinds.flatMap(([status, word]) => {
    const count = servers.filter((server) => server.status === status).length;
    return count === 0 ? [] : [`${count === servers.length ? "all" : String(count)} ${word}`];
  });
  return `${counted(servers.length, "server")}: ${parts.join(", ")}`;
}
