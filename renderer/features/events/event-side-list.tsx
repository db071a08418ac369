import { useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { useApi } from "../../bridge/api.tsx";
import type { EventSummary } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { FilterField } from "../../ui/filter-field.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { eventLooks, jobLooks, type StatusLook } from "../../ui/status-looks.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import styles from "./event-detail.module.css";
import { filterEvents, isFailing } from "./event-filter.ts";

const rowHeight = 32;

/** The one mark that tells most: running, queued, gone wrong, or its status. */
function markOf(event: EventSummary): StatusLook {
  if (event.running > 0) return jobLooks.running;
  if (event.unfinished > 0) return jobLooks.queued;
  if (isFailing(event) && event.last !== undefined) return jobLooks[event.last.status];
  return eventLooks[event.status];
}

/** The other events, beside the one that is open. */
export function EventSideList({ current }: { readonly current: number }) {
  const api = useApi();
  const { data: all = [] } = useQuery(api.events.list.queryOptions({}));
  const [search, setSearch] = useState("");
  const rows = useMemo(() => {
    const found = filterEvents(all, { scope: "current", search, tag: undefined });
    // The open one is always in the list, be it archived.
    const own = found.some((event) => event.id === current) ? [] : all.filter((event) => event.id === current);
    return search === "" ? [...own, ...found] : found;
  }, [all, search, current]);
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const index = rows.findIndex((event) => event.id === current);
  const shown = useRef(-1);
  useEffect(() => {
    if (index === -1 || shown.current === current) return;
    shown.current = current;
    virtual.scrollToIndex(index, { align: "auto" });
  }, [index, current, virtual]);
  return (
    <div className={styles.side}>
      <div className={styles.sideHead}>
        <FilterField label="Filter events" value={search} onChange={setSearch} width={248} />
      </div>
      <div ref={frame} className={styles.sideScroll}>
        <ul style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const event = rows[item.index];
            if (event === undefined) return null;
            const look = markOf(event);
            return (
              <li key={event.id} style={{ transform: `translateY(${String(item.start)}px)` }}>
                <a
                  href={paths.event(event.id)}
                  className={classes(styles.sideRow, toneClass(look.tone))}
                  aria-current={event.id === current ? "page" : undefined}
                >
                  <look.icon size={15} role="img" aria-label={look.word} />
                  <span className={styles.sideName}>{event.name}</span>
                  {event.nextDueAt !== undefined && (
                    <span className={styles.sideNext}>
                      <RelativeTime at={event.nextDueAt} zone={event.schedule?.timezone ?? "UTC"} />
                    </span>
                  )}
                </a>
              </li>
            );
          })}
        </ul>
        {rows.length === 0 && search !== "" && <p className={styles.sideNone}>No event is called that.</p>}
      </div>
    </div>
  );
}
