import { ActionIcon, Button, Group, SegmentedControl, TextInput, Tooltip } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import { paths, type Query } from "../../navigation/paths.ts";
import { nowMs } from "../../time/clock.ts";
import { ownZone } from "../../time/format-time.ts";
import { wallText } from "../../time/wall-clock.ts";
import { PlaceTabs } from "../../ui/place-tabs.tsx";
import { forecastRanges, isDate, shifted, type ForecastQuery, type ForecastRange } from "./forecast-query.ts";

const rangeWords: Readonly<Record<ForecastRange, string>> = { day: "24 hours", week: "7 days", month: "30 days" };
const group = "This screen";

export interface ForecastTabsProps {
  readonly query: ForecastQuery;
  readonly onChange: (change: Query) => void;
}

/** Timeline and calendars; and which stretch of time is looked at. */
export function ForecastTabs({ query, onChange }: ForecastTabsProps) {
  const move = (direction: -1 | 1): void => onChange(shifted(query, direction, nowMs(), ownZone()));
  const toNow = (): void => onChange({ date: undefined });
  const choose = (range: ForecastRange): void => onChange({ range: range === "day" ? "" : range });
  useShortcut({ keys: "h", label: "The time before", group }, () => move(-1));
  useShortcut({ keys: "l", label: "The time after", group }, () => move(1));
  useShortcut({ keys: "t", label: "From now on", group }, toNow);
  useShortcut({ keys: "1", label: "24 hours", group }, () => choose("day"));
  useShortcut({ keys: "2", label: "7 days", group }, () => choose("week"));
  useShortcut({ keys: "3", label: "30 days", group }, () => choose("month"));
  return (
    <PlaceTabs
      label="Forecast"
      tabs={[
        { label: "Timeline", href: paths.forecast(), current: true },
        { label: "Calendars", href: paths.calendars(), current: false },
      ]}
    >
      <SegmentedControl
        aria-label="How much"
        value={query.range}
        onChange={(range) => choose(range)}
        data={forecastRanges.map((value) => ({ value, label: rangeWords[value] }))}
      />
      <Group gap={4} wrap="nowrap">
        <Tooltip label="The time before (h)">
          <ActionIcon variant="default" size={30} aria-label="The time before" onClick={() => move(-1)}>
            <IconChevronLeft size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="From now on (t)">
          <Button variant="default" disabled={query.date === undefined} onClick={toNow}>
            Now
          </Button>
        </Tooltip>
        <Tooltip label="The time after (l)">
          <ActionIcon variant="default" size={30} aria-label="The time after" onClick={() => move(1)}>
            <IconChevronRight size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
      <TextInput
        type="date"
        w={138}
        aria-label="From which date"
        min="1970-01-01"
        max="2100-12-31"
        value={query.date ?? wallText(nowMs(), ownZone()).slice(0, 10)}
        onChange={(input) => {
          if (isDate(input.currentTarget.value)) onChange({ date: input.currentTarget.value });
        }}
      />
    </PlaceTabs>
  );
}
