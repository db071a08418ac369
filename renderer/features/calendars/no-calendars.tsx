import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { paths } from "../../navigation/paths.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { classes } from "../../ui/tone-class.ts";
import styles from "./calendars.module.css";

/** Parts of each day, Monday to Sunday, in which nothing starts: from and for so much of it. */
const example = [
  [0, 0.25],
  [0, 0.25],
  [0, 0.25],
  [0, 0.25],
  [0, 0.25],
  [0, 1],
  [0, 1],
] as const;

/** What the list says while there is nothing in it. */
export function NoCalendars() {
  return (
    <EmptyState
      sentence="A calendar keeps events from starting at times that do not suit: nights of maintenance, holidays, the end of the year."
      picture={
        <div className={styles.exampleWeek}>
          {example.map(([from, part], day) => (
            <span key={day} className={styles.bar}>
              <i
                className={classes(styles.blockedPart)}
                style={{ left: `${String(from * 100)}%`, width: `${String(part * 100)}%` }}
              />
            </span>
          ))}
        </div>
      }
      action={
        <Button component="a" href={paths.newCalendar()} leftSection={<IconPlus size={15} aria-hidden />}>
          New calendar
        </Button>
      }
    />
  );
}
