import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleX, IconMoon } from "@tabler/icons-react";
import type { WatchStatus } from "../../bridge/views.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import type { StatusLook } from "../../ui/status-looks.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import styles from "./watch.module.css";

type Latest = NonNullable<WatchStatus["latest"]>;

const looks: Readonly<Record<Latest["verdict"], StatusLook>> = {
  alive: { word: "Alive", icon: IconCircleCheck, tone: "completed" },
  stopped: { word: "Stopped as asked", icon: IconMoon, tone: "cancelled" },
  dead: { word: "Dead", icon: IconCircleX, tone: "failed" },
  stuck: { word: "Stuck", icon: IconAlertTriangle, tone: "timeout" },
  unknown: { word: "Not known", icon: IconCircleDashed, tone: "unknown" },
};

/** What the timer's latest look found, and whether it told of it. */
export function WatchFinding({ latest }: { readonly latest: Latest }) {
  const look = looks[latest.verdict];
  const { incident } = latest;
  return (
    <div className={classes(styles.finding, toneClass(look.tone))}>
      <look.icon size={16} aria-hidden />
      <p>
        <b>{look.word}</b> at its latest look, <RelativeTime at={latest.lookedAt} focusable />. {latest.message}
      </p>
      {incident !== null && (
        <p className={styles.incident}>
          Wrong since <RelativeTime at={incident.since} />
          {incident.notifiedAt === null ? (
            "; no notification could be shown."
          ) : (
            <>
              ; you were told <RelativeTime at={incident.notifiedAt} />.
            </>
          )}
        </p>
      )}
    </div>
  );
}
