import { Button } from "@mantine/core";
import { IconBan, IconHistory, IconPlayerSkipForward, type Icon } from "@tabler/icons-react";
import { paths } from "../../navigation/paths.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import type { Tone } from "../../ui/status-looks.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import styles from "./away.module.css";
import type { AwayEvent } from "./away-summary.ts";

interface Mark {
  readonly icon: Icon;
  readonly tone: Tone;
  readonly word: string;
}

function markOf(event: AwayEvent): Mark {
  if (event.running === "offered") return { icon: IconBan, tone: "partial", word: "Missed" };
  if (event.running === "gone") return { icon: IconBan, tone: "unknown", word: "Missed, deleted since" };
  if (event.caughtUp > 0) return { icon: IconHistory, tone: "running", word: "Caught up" };
  return { icon: IconPlayerSkipForward, tone: "cancelled", word: "Skipped" };
}

export interface AwayRowProps {
  readonly event: AwayEvent;
  readonly busy: boolean;
  readonly onRun: () => void;
}

/** One event: what its policy did with what was due, and a button for what did not run. */
export function AwayRow({ event, busy, onRun }: AwayRowProps) {
  const mark = markOf(event);
  const { eventId, eventName, latestMissedAt, ranByHand, running, words } = event;
  return (
    <li className={classes(styles.row, toneClass(mark.tone))}>
      <mark.icon size={16} role="img" aria-label={mark.word} />
      <span className={styles.name}>
        {running === "gone" ? (
          <span>{eventName} (deleted)</span>
        ) : (
          <a href={paths.event(eventId, { tab: "ledger", at: latestMissedAt })}>{eventName}</a>
        )}
      </span>
      <span className={styles.words}>{words}</span>
      <span className={styles.when}>
        {latestMissedAt !== undefined && running !== "made-up-for" && <RelativeTime at={latestMissedAt} prefix="due" />}
      </span>
      <span className={styles.act}>
        {ranByHand !== undefined ? (
          <a href={paths.job(ranByHand)}>Run by hand</a>
        ) : running === "offered" ? (
          <Button variant="default" size="compact-sm" disabled={busy} aria-label={`Run ${eventName}`} onClick={onRun}>
            Run
          </Button>
        ) : (
          <span className={styles.quiet}>{running === "made-up-for" ? "made up for" : ""}</span>
        )}
      </span>
    </li>
  );
}
