import { Button, MultiSelect, Select, TextInput, Tooltip, UnstyledButton } from "@mantine/core";
import { IconLetterCase, IconRegex, IconSearch, type Icon } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { jobStatuses } from "../../../shared/words.ts";
import { useApi } from "../../bridge/api.tsx";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import type { Query } from "../../navigation/paths.ts";
import { checkPattern } from "../../ui/log-pane/search-pattern.ts";
import { ServerSelect } from "../../ui/server-select.tsx";
import { jobLooks } from "../../ui/status-looks.ts";
import { TimeRangeSelect } from "../../ui/time-range.tsx";
import { Toolbar } from "../../ui/toolbar.tsx";
import type { SearchChoice } from "./search-choice.ts";
import styles from "./search.module.css";

export interface SearchFormProps {
  readonly choice: SearchChoice;
  readonly change: (query: Query) => void;
}

const statusChoices = jobStatuses.map((status) => ({ value: status, label: jobLooks[status].word }));

interface SwitchProps {
  readonly label: string;
  readonly icon: Icon;
  readonly on: boolean;
  readonly onSwitch: (on: boolean) => void;
}

function Switch({ label, icon: Mark, on, onSwitch }: SwitchProps) {
  return (
    <Tooltip label={label}>
      <UnstyledButton className={styles.switch} aria-label={label} aria-pressed={on} onClick={() => onSwitch(!on)}>
        <Mark size={16} aria-hidden />
      </UnstyledButton>
    </Tooltip>
  );
}

/** What to search for, and in which logs. The text is searched for on Enter, filters count at once. */
export function SearchForm({ choice, change }: SearchFormProps) {
  const api = useApi();
  const events = useQuery(api.events.list.queryOptions({}));
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(choice.text);
  useEffect(() => setText(choice.text), [choice.text]);
  useEffect(() => field.current?.focus(), []);
  useShortcut({ keys: "/", label: "Change what is searched for", group: "This screen" }, () => field.current?.select());
  const { fault } = checkPattern({ ...choice, text });
  return (
    <form
      className={styles.form}
      role="search"
      aria-label="Logs"
      onSubmit={(event) => {
        event.preventDefault();
        if (fault === undefined) change({ q: text });
      }}
    >
      <div className={styles.query}>
        <TextInput
          ref={field}
          className={styles.text}
          aria-label="Search in all logs"
          placeholder={choice.regex ? "A regular expression, such as timeout|refused" : "Text in any log"}
          leftSection={<IconSearch size={15} aria-hidden />}
          value={text}
          error={fault}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Switch
          label="Match case"
          icon={IconLetterCase}
          on={choice.matchCase}
          onSwitch={(on) => change({ case: on ? 1 : undefined, q: text })}
        />
        <Switch
          label="Regular expression"
          icon={IconRegex}
          on={choice.regex}
          onSwitch={(on) => change({ regex: on ? 1 : undefined, q: text })}
        />
        <Button type="submit" disabled={text === "" || fault !== undefined}>
          Search
        </Button>
      </div>
      <Toolbar>
        <Select
          aria-label="Event"
          placeholder="Any event"
          w={190}
          clearable
          searchable
          clearButtonProps={{ "aria-label": "Any event" }}
          nothingFoundMessage="No such event"
          data={(events.data ?? []).map((event) => ({ value: String(event.id), label: event.name }))}
          value={choice.eventId === undefined ? null : String(choice.eventId)}
          onChange={(event) => change({ event: event ?? undefined })}
        />
        <ServerSelect value={choice.serverId} onChange={(server) => change({ server })} />
        <TimeRangeSelect label="Started within" value={choice.range} onChange={(since) => change({ since })} />
        <MultiSelect
          aria-label="Job status"
          placeholder={choice.statuses.length === 0 ? "Any status" : ""}
          miw={170}
          clearable
          clearButtonProps={{ "aria-label": "Any status" }}
          data={statusChoices}
          value={[...choice.statuses]}
          onChange={(statuses) => change({ status: statuses.join(",") })}
        />
      </Toolbar>
    </form>
  );
}
