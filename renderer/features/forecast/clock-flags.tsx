import { IconClockShield } from "@tabler/icons-react";
import { classes } from "../../ui/tone-class.ts";
import type { ClockChange } from "./clock-change-words.ts";
import { clampedX, type TimeScale } from "./time-scale.ts";
import styles from "./timeline.module.css";

/** Room that the words of a flag need, pixels. */
const flagRoom = 270;

/** A flag at each change of clocks. */
export function ClockFlags({
  changes,
  scale,
}: {
  readonly changes: readonly ClockChange[];
  readonly scale: TimeScale;
}) {
  return changes.map(({ atMs, flag }) => {
    const x = clampedX(scale, atMs);
    const leftwards = x > scale.width - flagRoom && x > scale.width / 2;
    return (
      <span
        key={atMs}
        className={classes(styles.flag, leftwards && styles.leftwards)}
        style={leftwards ? { right: scale.width - x } : { left: x }}
      >
        <IconClockShield size={13} />
        {flag}
      </span>
    );
  });
}
