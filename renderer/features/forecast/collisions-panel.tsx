import { useMediaQuery } from "@mantine/hooks";
import { IconChevronRight, IconHourglass, IconArrowsJoin } from "@tabler/icons-react";
import { Fragment, useId, useState } from "react";
import type { Forecast, ForecastCollision } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { counted } from "../../ui/plural.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import { ZonedTime } from "../../ui/zoned-time.tsx";
import styles from "./collisions.module.css";

/** Events that start together at the same place, or before their last run is likely to be done. */
export function CollisionsPanel({ forecast: { collisions, collisionCount } }: { readonly forecast: Forecast }) {
  const hasRoom = useMediaQuery("(min-width: 1500px), (min-height: 940px)", undefined, {
    getInitialValueInEffect: false,
  });
  const [chosen, setChosen] = useState<boolean>();
  const open = chosen ?? hasRoom;
  const id = useId();
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <h2 id={id}>
        <button type="button" aria-expanded={open} onClick={() => setChosen(!open)}>
          <IconChevronRight size={14} aria-hidden className={classes(open && styles.turned)} />
          {counted(collisionCount, "collision")}
        </button>
      </h2>
      {!open && collisions[0] !== undefined && <p className={styles.first}>{collisions[0].message}</p>}
      {open && (
        <ul>
          {collisions.map((collision) => (
            <Collision key={`${String(collision.atMs)} ${collision.message}`} collision={collision} />
          ))}
          {collisionCount > collisions.length && (
            <li className={styles.rest}>
              The {collisions.length.toLocaleString("en-GB")} largest of {collisionCount.toLocaleString("en-GB")} are
              listed.
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

/** How many of the events that meet are named. */
const shownEvents = 4;

const kindWords = { same_minute: "Same minute", still_running: "Likely still running" } as const;

function Collision({ collision }: { readonly collision: ForecastCollision }) {
  const { kind, atMs, times, message, events, eventCount, servers } = collision;
  const Mark = kind === "same_minute" ? IconArrowsJoin : IconHourglass;
  return (
    <li className={classes(styles.collision, toneClass("timeout"))}>
      <span className={styles.kind}>
        <Mark size={14} aria-hidden />
        {kindWords[kind]}
      </span>
      <span className={styles.when}>
        <ZonedTime at={atMs} />
        {times > 1 && `, ${counted(times, "time")}`}
      </span>
      {kind === "still_running" && <span className={styles.message}>{message}</span>}
      <span className={styles.links}>
        {events.slice(0, shownEvents).map(({ id, name }, index) => (
          <Fragment key={id}>
            {index > 0 && ", "}
            <a href={paths.event(id)}>{name}</a>
          </Fragment>
        ))}
        {eventCount > shownEvents && ` and ${(eventCount - shownEvents).toLocaleString("en-GB")} more`}
        {servers.length > 0 && <span className={styles.place}> on {servers.join(", ")}</span>}
      </span>
    </li>
  );
}
