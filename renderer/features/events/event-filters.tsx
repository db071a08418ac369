import { SegmentedControl } from "@mantine/core";
import { useMemo } from "react";
import type { EventSummary } from "../../bridge/views.ts";
import type { Query } from "../../navigation/paths.ts";
import { FilterField } from "../../ui/filter-field.tsx";
import { TagFilter } from "../../ui/tag-filter.tsx";
import { countScopes, eventScopes, type EventQuery, type EventScope } from "./event-filter.ts";
import styles from "./events.module.css";

const scopeWords: Readonly<Record<EventScope, string>> = {
  current: "Current",
  failing: "Went wrong",
  ACTIVE: "Active",
  PAUSED: "Paused",
  DRAFT: "Draft",
  ARCHIVED: "Archived",
};

export interface EventFiltersProps {
  readonly events: readonly EventSummary[];
  readonly query: EventQuery;
  readonly onChange: (change: Query) => void;
}

/** Text, status and tag. What is chosen stands in the address. */
export function EventFilters({ events, query, onChange }: EventFiltersProps) {
  const counts = useMemo(() => countScopes(events), [events]);
  const tags = useMemo(
    () => [...new Set(events.flatMap((event) => event.tags))].sort((left, right) => left.localeCompare(right)),
    [events],
  );
  const tagOptions = query.tag === undefined || tags.includes(query.tag) ? tags : [query.tag, ...tags];
  return (
    <div className={styles.filters} role="search" aria-label="Filter events">
      <FilterField label="Filter events" value={query.search} onChange={(q) => onChange({ q })} />
      <SegmentedControl
        aria-label="Status"
        value={query.scope}
        onChange={(scope) => onChange({ status: scope === "current" ? "" : scope.toLowerCase() })}
        data={eventScopes.map((scope) => ({
          value: scope,
          label: (
            <span className={styles.scope}>
              {scopeWords[scope]} <span className={styles.count}>{counts[scope].toLocaleString("en-GB")}</span>
            </span>
          ),
        }))}
      />
      <TagFilter tags={tagOptions} value={query.tag} onChange={(tag) => onChange({ tag })} />
    </div>
  );
}
