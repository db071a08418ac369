import { messageStatuses, type MessageStatus } from "../../../shared/words.ts";
import type { MessageCounts } from "../../bridge/views.ts";
import { messageLooks } from "../../ui/status-looks.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import styles from "./outbox.module.css";

export interface MessageStatusChipsProps {
  readonly counts: MessageCounts | undefined;
  readonly chosen: readonly MessageStatus[];
  readonly onSwitch: (status: MessageStatus) => void;
}

/** How many messages there are in each status; each switches the list to it. */
export function MessageStatusChips({ counts, chosen, onSwitch }: MessageStatusChipsProps) {
  return (
    <div className={styles.chips} role="group" aria-label="Status">
      {messageStatuses.map((status) => {
        const look = messageLooks[status];
        const Mark = look.icon;
        const count = counts?.[status] ?? 0;
        return (
          <button
            key={status}
            type="button"
            className={classes(styles.chip, toneClass(look.tone), count === 0 && styles.none)}
            aria-pressed={chosen.includes(status)}
            onClick={() => onSwitch(status)}
          >
            <Mark size={14} aria-hidden />
            {look.word}
            <span className={styles.count}>{counts === undefined ? "" : count.toLocaleString("en-GB")}</span>
          </button>
        );
      })}
    </div>
  );
}
