import type { NeedsMe } from "../bridge/needs-me.ts";
import { paths } from "../navigation/paths.ts";
import styles from "./needs-row.module.css";
import { RelativeTime } from "./relative-time.tsx";
import { actionWords, undeliveredWords } from "./message-words.ts";
import { counted } from "./plural.ts";
import { eventLooks, jobLooks, messageLooks, serverLooks, vaultLook, type StatusLook } from "./status-looks.ts";
import { classes, toneClass } from "./tone-class.ts";

interface Words {
  readonly look: StatusLook;
  readonly href: string;
  readonly title: string;
  readonly detail: string;
  readonly at: number | undefined;
}

function describe(need: NeedsMe): Words {
  if (need.kind === "vault") {
    const { state, waiting } = need.vault;
    return {
      look: vaultLook,
      href: paths.settings(),
      title: state === "locked" ? "Secrets are locked" : "Secrets cannot be read",
      detail: `${waiting === 0 ? "Jobs that need one wait" : `${counted(waiting, "job waits", "jobs wait")} for one`}. ${
        state === "locked" ? "Unlock them in the settings." : "The settings say what to do."
      }`,
      at: undefined,
    };
  }
  if (need.kind === "job") {
    const { job } = need;
    return {
      look: jobLooks[job.status],
      href: paths.job(job.id),
      title: `${job.eventName} needs a decision`,
      detail: job.failure?.message ?? "Nobody can say how it ended. Mark it done or failed, or retry it.",
      at: job.finishedAt ?? job.startedAt ?? job.queuedAt,
    };
  }
  if (need.kind === "event-paused") {
    const { event } = need;
    return {
      look: eventLooks.PAUSED,
      href: paths.event(event.id),
      title: `${event.name} was paused`,
      detail: `${event.pauseReason ?? "It kept failing"}. Nothing of it runs until it is activated again.`,
      at: event.last?.at,
    };
  }
  if (need.kind === "undelivered") {
    const { message } = need;
    return {
      look: messageLooks.dead,
      href: paths.message(message.id),
      title: `Undelivered: ${actionWords(message.kind, message.destination)}`,
      detail: undeliveredWords(message.kind, message.error),
      at: message.finishedAt,
    };
  }
  const { server } = need;
  const shared = { look: serverLooks[server.status], href: paths.server(server.id), at: server.checkedAt };
  switch (need.kind) {
    case "host-key-changed":
      return {
        ...shared,
        title: `${server.name} shows another host key`,
        detail: "Nothing runs there until you have compared the two fingerprints.",
      };
    case "host-key-offered":
      return {
        ...shared,
        title: `${server.name} offers a host key`,
        detail: "Compare its fingerprint, then accept it.",
      };
    case "server-offline":
      return { ...shared, title: `${server.name} failed its check`, detail: server.problem ?? "It did not answer." };
  }
}

/** One thing that waits for a person, as a link to where it is settled. */
export function NeedsRow({ need, onOpen }: { readonly need: NeedsMe; readonly onOpen?: () => void }) {
  const { look, href, title, detail, at } = describe(need);
  const Mark = look.icon;
  return (
    <a className={classes(styles.row, toneClass(look.tone))} href={href} onClick={onOpen}>
      <Mark size={17} role="img" aria-label={look.word} />
      <span className={styles.title}>{title}</span>
      <span className={styles.when}>{at !== undefined && <RelativeTime at={at} />}</span>
      <span className={styles.detail}>{detail}</span>
    </a>
  );
}
