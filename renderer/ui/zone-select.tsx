import { Select, type ComboboxItem, type ComboboxParsedItem } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useApi } from "../bridge/api.tsx";
import { useClocked } from "../time/clock.ts";
import { clockText, ownZone } from "../time/format-time.ts";
import { useTimeStyle } from "../time/time-style.ts";
import { currentZoneName, zoneMatches } from "../time/zone-names.ts";

/** As many matches as one looks through; the rest is found by typing on. */
const shownZones = 60;

/** Finds `america/new york` by `new york`. */
function matching(options: readonly ComboboxParsedItem[], search: string): ComboboxParsedItem[] {
  const found: ComboboxParsedItem[] = [];
  let left = shownZones;
  for (const option of options) {
    if (!("group" in option)) continue;
    const items = option.items
      .filter((item): item is ComboboxItem => "label" in item && zoneMatches(item.value, search))
      .slice(0, left);
    left -= items.length;
    if (items.length > 0) found.push({ ...option, items });
  }
  return found;
}

export interface ZoneSelectProps {
  readonly id: string;
  readonly value: string;
  readonly onChange: (zone: string) => void;
  readonly error?: string | undefined;
}

/** A time zone, found by typing, with what its clock shows now. */
export function ZoneSelect({ id, value, onChange, error }: ZoneSelectProps) {
  const api = useApi();
  const { data: zones } = useQuery(api.schedules.timezones.queryOptions(undefined, { staleTime: Infinity }));
  const own = ownZone();
  const style = useTimeStyle(value);
  const clock = useClocked((now) => {
    try {
      return clockText(now, style);
    } catch (thrown) {
      if (thrown instanceof RangeError) return "";
      throw thrown;
    }
  });
  const data = useMemo(() => {
    const usual = [...new Set([own, "UTC", value])];
    const others = (zones ?? []).map(currentZoneName).filter((zone) => !usual.includes(zone));
    const option = (zone: string): ComboboxItem => ({ value: zone, label: zone === own ? `${zone} (yours)` : zone });
    return [
      { group: "Usual", items: usual.map(option) },
      { group: "All", items: others.map(option) },
    ];
  }, [zones, own, value]);
  return (
    <Select
      id={id}
      label="Time zone"
      w={260}
      searchable
      allowDeselect={false}
      nothingFoundMessage="No zone is called that."
      data={data}
      value={value}
      description={clock === "" ? undefined : `It is ${clock} there now.`}
      error={error}
      filter={({ options, search }) =>
        matching(options, search === value || search === `${value} (yours)` ? "" : search)
      }
      onChange={(zone) => {
        if (zone !== null) onChange(zone);
      }}
    />
  );
}
