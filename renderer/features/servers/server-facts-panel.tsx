import { binaryBytesText } from "../../../shared/bytes-text.ts";
import type { ServerView } from "../../bridge/views.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { KeyValueList } from "../../ui/key-values.tsx";
import { counted } from "../../ui/plural.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Section } from "../../ui/section.tsx";
import styles from "./servers.module.css";

const unknown = "Not known";

/** What a server told of itself at the last look, and what of ours lies on it. */
export function ServerFactsPanel({ server }: { readonly server: ServerView }) {
  const { facts, factsAt } = server;
  if (facts === undefined) {
    return (
      <Section title="Facts">
        <EmptyState compact sentence="A test asks the server for its system, memory, disk, load and interpreters." />
      </Section>
    );
  }
  const size = (used: number | undefined, total: number | undefined): string => {
    if (total === undefined) return unknown;
    if (used === undefined) return binaryBytesText(total);
    return `${binaryBytesText(used)} of ${binaryBytesText(total)} in use (${String(Math.round((used / total) * 100))} %)`;
  };
  const interpreters = Object.entries(facts.interpreters ?? {}).map(([name, version]) => `${name} ${version}`);
  return (
    <Section title="Facts" aside={factsAt === undefined ? undefined : <RelativeTime at={factsAt} prefix="as of " />}>
      <div className={styles.factLists}>
        <KeyValueList
          items={[
            { label: "System", value: [facts.distribution, facts.system].filter(Boolean).join(", ") || unknown },
            { label: "Name there", value: facts.hostname ?? unknown },
            { label: "Cores", value: facts.cores ?? unknown },
            { label: "Memory", value: size(facts.memoryUsed, facts.memoryTotal) },
            { label: "Disk of its runs", value: size(facts.diskUsed, facts.diskTotal) },
            { label: "Load", value: facts.load?.map((one) => one.toFixed(2)).join(", ") ?? unknown },
            { label: "Up for", value: facts.uptimeMs === undefined ? unknown : elapsedText(facts.uptimeMs) },
          ]}
        />
        <KeyValueList
          items={[
            { label: "Clock", value: clockText(facts.clockOffsetMs) },
            { label: "Login shell", value: facts.shell ?? unknown },
            { label: "POSIX shell", value: facts.posixShell ?? unknown },
            { label: "Interpreters", value: interpreters.length === 0 ? "None found" : interpreters.join(", ") },
            { label: "Forwarding", value: forwardingText(facts.forwarding) },
            { label: "Runner there", value: runnerText(facts.runnerVersion) },
            {
              label: "Scripts kept there",
              value:
                facts.payloads === undefined
                  ? "None yet"
                  : `${counted(facts.payloads.count, "archive")}, ${binaryBytesText(facts.payloads.bytes)}`,
            },
          ]}
        />
      </div>
    </Section>
  );
}

function clockText(offsetMs: number | undefined): string {
  if (offsetMs === undefined) return unknown;
  if (Math.abs(offsetMs) < 1_000) return "The same as here";
  return `${elapsedText(Math.abs(offsetMs))} ${offsetMs > 0 ? "ahead" : "behind"}`;
}

function forwardingText(forwarding: boolean | undefined): string {
  if (forwarding === undefined) return unknown;
  return forwarding ? "Allowed" : "Forbidden; scripts work on files instead";
}

/** The sum of its text is cut: the start tells two of them apart. */
function runnerText(version: string | undefined): string {
  if (version === undefined) return "None yet; it comes with the first run";
  return version.replace(/\b([0-9a-f]{12})[0-9a-f]{20,}\b/, "$1");
}
