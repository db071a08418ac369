import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconLoader2 } from "@tabler/icons-react";
import type { StorageView } from "../../bridge/views.ts";
import { useClocked } from "../../time/clock.ts";
import { InlineCode } from "../../ui/inline-code.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import type { Tone } from "../../ui/status-looks.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import { safetyAnswer } from "./storage-words.ts";
import styles from "./storage.module.css";

const icons: Partial<Record<Tone, typeof IconCircleCheck>> = {
  completed: IconCircleCheck,
  running: IconLoader2,
  partial: IconAlertTriangle,
};

/** The one answer: is the data safe, since when, and what to do if not. */
export function StorageSafety({ storage }: { readonly storage: StorageView }) {
  // Told anew only when it is another answer.
  const { tone, words, detail, remedy } = JSON.parse(
    useClocked((now) => JSON.stringify(safetyAnswer(storage, now))),
  ) as ReturnType<typeof safetyAnswer>;
  const Icon = icons[tone] ?? IconCircleX;
  const latest = storage.backups.find(({ verified }) => verified);
  const { nextAt } = storage.schedule;
  return (
    <div className={classes(styles.safety, toneClass(tone))}>
      <Icon size={17} aria-hidden />
      <div>
        <p role="status">
          <b>{words}</b> {detail !== undefined && <InlineCode text={detail} />}
        </p>
        <p className={styles.quiet}>
          {latest === undefined ? (
            "No verified backup"
          ) : (
            <>
              Backed up <RelativeTime at={latest.at} focusable />
            </>
          )}
          {nextAt !== undefined && (
            <>
              , the next <RelativeTime at={nextAt} focusable />
            </>
          )}
          {storage.integrity !== undefined && (
            <>
              ; looked through <RelativeTime at={storage.integrity.at} focusable />: {storage.integrity.detail}
            </>
          )}
          .
        </p>
        {remedy !== undefined && (
          <p className={styles.remedy}>
            <InlineCode text={remedy} />
          </p>
        )}
      </div>
    </div>
  );
}
