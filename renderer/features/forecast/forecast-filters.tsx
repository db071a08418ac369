import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useApi } from "../../bridge/api.tsx";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import type { Query } from "../../navigation/paths.ts";
import { FilterField } from "../../ui/filter-field.tsx";
import { TagFilter } from "../../ui/tag-filter.tsx";
import { Toolbar } from "../../ui/toolbar.tsx";
import type { ForecastQuery } from "./forecast-query.ts";

export interface ForecastFiltersProps {
  readonly query: ForecastQuery;
  readonly onChange: (change: Query) => void;
}

/** Text and tag, and how it is laid out. What is chosen stands in the address. */
export function ForecastFilters({ query, onChange }: ForecastFiltersProps) {
  const api = useApi();
  const events = useQuery(api.events.list.queryOptions({}));
  const tags = useMemo(() => {
    const all = new Set((events.data ?? []).flatMap((event) => event.tags));
    if (query.tag !== undefined) all.add(query.tag);
    return [...all].sort((left, right) => left.localeCompare(right));
  }, [events.data, query.tag]);
  const show = (view: string): void => onChange({ view: view === "list" ? "list" : "" });
  useShortcut({ keys: "v", label: "Timeline or list", group: "This screen" }, () =>
    show(query.view === "list" ? "timeline" : "list"),
  );
  return (
    <Toolbar
      end={
        <SegmentedControl
          aria-label="How it is shown"
          value={query.view}
          onChange={show}
          data={[
            { value: "timeline", label: "Timeline" },
            { value: "list", label: "List" },
          ]}
        />
      }
    >
      <FilterField
        label={query.by === "event" ? "Filter events" : "Filter servers"}
        value={query.search}
        onChange={(q) => onChange({ q })}
      />
      <SegmentedControl
        aria-label="One row for each"
        value={query.by}
        onChange={(by) => onChange({ by: by === "server" ? by : "" })}
        data={[
          { value: "event", label: "By event" },
          { value: "server", label: "By server" },
        ]}
      />
      <TagFilter tags={tags} value={query.tag} onChange={(tag) => onChange({ tag })} />
    </Toolbar>
  );
}
