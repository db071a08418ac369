import type { Command } from "commander";
import type { Attach } from "./action.ts";
import type { ServerLine } from "./answers.ts";
import { binaryBytesText } from "../../shared/bytes-text.ts";
import { formatDuration } from "../../shared/duration.ts";
import { inheritedOption, type GroupOptions } from "../../shared/inherited-options.ts";
import type { ServerOptions } from "../../shared/server-options.ts";
import { withClient } from "./connect.ts";
import { findServer } from "./lookup.ts";
import { choosePaint, statusText } from "./paint.ts";
import type { Session } from "./session.ts";
import { plainText } from "./text.ts";
import { relativeTime } from "./time-text.ts";

export function addServerShow(server: Command, attach: Attach): void {
  attach(server.command("show <server>").description("how a server is, its options and whence they come"), show);
}

function show(session: Session, _flags: unknown, [word = ""]: readonly string[]): Promise<void> {
  return withClient(session, async (client) => {
    const { id } = await findServer(client, word);
    const [server, credential, groups] = await Promise.all([
      client.servers.get.query({ id }),
      client.servers.credential.query({ id }),
      client.groups.list.query(),
    ]);
    const now = session.io.clock.now();
    const paint = choosePaint(session.io);
    const facts = factLines(server);
    await session.print({ ...server, credential }, [
      `${server.name}  ${statusText(paint, server.status)}${server.problem === undefined ? "" : `: ${plainText(server.problem)}`}`,
      ...(server.remedy === undefined ? [] : [`  to do     ${plainText(server.remedy)}`]),
      ...(server.line === undefined ? [] : [`            ${plainText(server.line)}`]),
      `  login     ${plainText(`${server.username}@${server.address}:${String(server.port)}`)}${server.chosen.jump === null ? "" : ` through ${server.chosen.jump}`}`,
      `  key       ${credential.key === undefined ? (credential.problem ?? (credential.isStored ? credential.kind : "missing")) : `${credential.key.algorithm} ${credential.key.fingerprint}`}`,
      `  host key  ${hostKeyText(server)}`,
      `  groups    ${plainText(server.groups.join(", ")) || "none"}`,
      `  tags      ${plainText(server.tags.join(", ")) || "none"}`,
      `  checked   ${server.checkedAt === undefined ? "never" : relativeTime(server.checkedAt, now)}`,
      ...(server.held === undefined ? [] : [`  held      ${plainText(server.held.reason)}`]),
      ...facts.map((line) => `  ${line}`),
      ...(server.facts?.warnings ?? []).map((warning) => `  warning   ${warning.message} ${warning.remedy}`),
      "  options",
      ...optionNames.map(
        (name) => `    ${name.padEnd(18)} ${optionText(name, server.chosen[name])} (${sourceOf(server, name, groups)})`,
      ),
    ]);
  });
}

function hostKeyText({ pinned, expectedFingerprint }: ServerLine): string {
  if (pinned !== undefined) return `${pinned.algorithm} ${pinned.fingerprint}`;
  return expectedFingerprint === undefined
    ? "none accepted"
    : `expected ${expectedFingerprint}, accepted with the first login`;
}

const optionNames: readonly (keyof ServerOptions)[] = [
  "jump",
  "agent",
  "connectTimeoutMs",
  "keepaliveMs",
  "idleMs",
  "channels",
  "directory",
  "runtimeApi",
  "healthCheckMs",
  "terminalIdleMs",
  "waitWhileDownMs",
];

function optionText(name: keyof ServerOptions, value: ServerOptions[keyof ServerOptions]): string {
  if (value === null || value === undefined) return "none";
  return typeof value === "number" && name.endsWith("Ms") ? formatDuration(value) : plainText(String(value));
}

function sourceOf(server: ServerLine, name: keyof ServerOptions, groups: readonly GroupOptions[]): string {
  if (server.options[name] !== undefined) return "its own";
  const { group } = inheritedOption(name, server.groups, groups);
  return group === undefined ? "usual" : `group ${plainText(group)}`;
}

function factLines({ facts }: ServerLine): readonly string[] {
  if (facts === undefined) return [];
  const size = (used: number | undefined, total: number | undefined): string | undefined =>
    used === undefined || total === undefined
      ? undefined
      : `${binaryBytesText(used)} of ${binaryBytesText(total)} used`;
  const lines: readonly (readonly [string, string | undefined])[] = [
    ["system", facts.distribution ?? facts.system],
    ["cores", facts.cores?.toString()],
    ["memory", size(facts.memoryUsed, facts.memoryTotal)],
    ["disk", size(facts.diskUsed, facts.diskTotal)],
    ["load", facts.load?.join(" ")],
    ["runner", facts.runnerVersion],
  ];
  return lines.flatMap(([name, text]) => (text === undefined ? [] : [`${name.padEnd(9)} ${plainText(text)}`]));
}
