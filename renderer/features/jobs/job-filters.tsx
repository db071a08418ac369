import { CloseButton, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import type { Query } from "../../navigation/paths.ts";
import { FilterField } from "../../ui/filter-field.tsx";
import { Toolbar } from "../../ui/toolbar.tsx";
import { timeRanges, type ChosenJobs, type TimeRange } from "./job-filter.ts";
import styles from "./jobs.module.css";

export interface JobFiltersProps {
  readonly chosen: ChosenJobs;
  readonly change: (query: Query) => void;
}

const rangeChoices = (Object.keys(timeRanges) as TimeRange[]).map((range) => ({
  value: range,
  label: timeRanges[range].words,
}));

/** Which jobs the list is narrowed to, status aside. */
export function JobFilters({ chosen, change }: JobFiltersProps) {
  const api = useApi();
  const servers = useQuery(api.servers.list.queryOptions({ archived: true }));
  const serverChoices = (servers.data ?? []).map((server) => ({ value: String(server.id), label: server.name }));
  return (
    <Toolbar>
      <FilterField
        value={chosen.search}
        onChange={(search) => change({ search })}
        label="Filter by event"
        width={220}
      />
      <Select
        aria-label="Queued within"
        placeholder="Any time"
        w={150}
        clearable
        clearButtonProps={{ "aria-label": "Any time" }}
        data={rangeChoices}
        value={chosen.range ?? null}
        onChange={(since) => change({ since: since ?? undefined })}
      />
      <Select
        aria-label="Server"
        placeholder="Anywhere"
        w={160}
        clearable
        searchable
        clearButtonProps={{ "aria-label": "Anywhere" }}
        nothingFoundMessage="No such server"
        data={serverChoices}
        value={chosen.serverId === undefined ? null : String(chosen.serverId)}
        onChange={(server) => change({ server: server ?? undefined })}
      />
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
