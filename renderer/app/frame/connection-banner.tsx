import { IconPlugConnectedX } from "@tabler/icons-react";
import { useConnection } from "../../bridge/api.tsx";
import { useClocked } from "../../time/clock.ts";
import { relativeText } from "../../time/format-duration.ts";
import { clockText } from "../../time/format-time.ts";
import { useTimeStyle } from "../../time/time-style.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import styles from "./connection-banner.module.css";

/** A first connection that takes longer than this is told about, milliseconds. */
const patienceMs = 2_000;

/** Says since when the core cannot be reached, and that what is on screen is from before. */
export function ConnectionBanner() {
  const { state, sinceMs } = useConnection();
  const style = useTimeStyle();
  const ago = useClocked((now) => relativeText(sinceMs, now));
  const isSlow = useClocked((now) => now - sinceMs > patienceMs);
  const shown = state === "lost" || (state === "connecting" && isSlow);
  return (
    <div role="status" aria-live="polite">
      {shown && (
        <div className={classes(styles.banner, toneClass("partial"))}>
          <IconPlugConnectedX size={16} aria-hidden />
          {state === "lost" ? (
            <span>
              Connection to Cronium lost <span aria-hidden>{ago}</span>. What you see is from before{" "}
              {clockText(sinceMs, style, true)}; trying again.
            </span>
          ) : (
            <span>Connecting to Cronium… If it was stopped, start it again; this page will follow by itself.</span>
          )}
        </div>
      )}
    </div>
  );
}
