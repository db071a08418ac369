import { CloseButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import type { Query } from "../../navigation/paths.ts";
import { FilterField } from "../../ui/filter-field.tsx";
import { ServerSelect } from "../../ui/server-select.tsx";
import { TimeRangeSelect } from "../../ui/time-range.tsx";
import { Toolbar } from "../../ui/toolbar.tsx";
import type { ChosenJobs } from "./job-filter.ts";
import styles from "./jobs.module.css";

export interface JobFiltersProps {
  readonly chosen: ChosenJobs;
  readonly change: (query: Query) => void;
}

/** Which jobs the list is narrowed to, status aside. */
export function JobFilters({ chosen, change }: JobFiltersProps) {
  return (
    <Toolbar>
      <FilterField
        value={chosen.search}
        onChange={(search) => change({ search })}
        label="Filter by event"
        width={220}
      />
      <TimeRangeSelect label="Queued within" value={chosen.range} onChange={(since) => change({ since })} />
      <ServerSelect value={chosen.serverId} onChange={(server) => change({ server })} />
      {chosen.eventId !== undefined && <OneEvent id={chosen.eventId} onClear={() => change({ event: undefined })} />}
    </Toolbar>
  );
}

/** The one event whose jobs are listed. */
function OneEvent({ id, onClear }: { readonly id: number; readonly onClear: () => void }) {
  const api = useApi();
  const event = useQuery(api.events.get.queryOptions({ id }));
  const name = event.data?.name ?? `event ${String(id)}`;
  return (
    <span className={styles.only}>
      Only {name}
      <CloseButton size="xs" aria-label={`Show all events, not only ${name}`} onClick={onClear} />
    </span>
  );
}
