import { MultiSelect, SegmentedControl, TagsInput } from "@mantine/core";
import { IconServer, IconTag } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useApi } from "../../bridge/api.tsx";
import { FormLabel } from "../../ui/form-label.tsx";
import { counted } from "../../ui/plural.ts";
import { Section } from "../../ui/section.tsx";
import { classes, toneClass } from "../../ui/tone-class.ts";
import styles from "./calendar-editor.module.css";
import type { CalendarForm } from "./use-calendar-form.ts";

/** As many matches as one looks through; the rest is found by typing on. */
const shownMatches = 60;

export interface HoldsSectionProps {
  readonly form: CalendarForm;
  /** For how many events it holds as saved; undefined while that may have changed. */
  readonly savedCount: number | undefined;
}

/** What the calendar holds for. */
export function HoldsSection({ form, savedCount }: HoldsSectionProps) {
  const { draft, change, field } = form;
  const api = useApi();
  const events = useQuery(api.events.list.queryOptions({}));
  const servers = useQuery(api.servers.list.queryOptions({}));
  const eventOptions = useMemo(() => {
    const known = (events.data ?? []).map(({ id, name }) => ({ value: String(id), label: name }));
    const missing = draft.eventIds.filter((id) => !known.some(({ value }) => value === String(id)));
    return [...known, ...missing.map((id) => ({ value: String(id), label: `event ${String(id)}` }))];
  }, [events.data, draft.eventIds]);
  const serverOptions = useMemo(() => {
    const known = (servers.data ?? []).map(({ id, name }) => ({ value: String(id), label: name }));
    const missing = draft.serverIds.filter((id) => !known.some(({ value }) => value === String(id)));
    return [...known, ...missing.map((id) => ({ value: String(id), label: `server ${String(id)}` }))];
  }, [servers.data, draft.serverIds]);
  const knownTags = useMemo(
    () => [...new Set((events.data ?? []).flatMap((event) => event.tags))].sort((a, b) => a.localeCompare(b)),
    [events.data],
  );
  const nothing = !draft.everything && draft.eventIds.length + draft.tags.length + draft.serverIds.length === 0;
  const error = field("attachments").error;
  return (
    <Section title="Holds for" aside={savedCount === undefined || nothing ? "" : counted(savedCount, "event")}>
      <div className={styles.fields} id={field("attachments").id} tabIndex={-1}>
        <div className={styles.stack}>
          <FormLabel>What it holds for</FormLabel>
          <SegmentedControl
            aria-label="What it holds for"
            value={draft.everything ? "everything" : "chosen"}
            onChange={(value) => change({ everything: value === "everything" }, "attachments")}
            data={[
              { value: "chosen", label: "What is chosen here" },
              { value: "everything", label: "Everything" },
            ]}
          />
        </div>
        {draft.everything ? (
          <p className={styles.hint}>Every event, those made later too. Runs by hand are never held back.</p>
        ) : (
          <>
            <TagsInput
              label="Events with these tags"
              description="Events that are tagged so later, too."
              placeholder={draft.tags.length === 0 ? "Type a tag, then Enter" : ""}
              leftSection={<IconTag size={14} aria-hidden />}
              w="100%"
              data={knownTags}
              limit={shownMatches}
              value={[...draft.tags]}
              onChange={(tags) => change({ tags }, "attachments")}
            />
            <MultiSelect
              label="These events"
              placeholder={draft.eventIds.length === 0 ? "Search events" : ""}
              w="100%"
              searchable
              clearable
              clearButtonProps={{ "aria-label": "Remove all events" }}
              limit={shownMatches}
              nothingFoundMessage="No event is called that."
              data={eventOptions}
              value={draft.eventIds.map(String)}
              onChange={(ids) => change({ eventIds: ids.map(Number) }, "attachments")}
            />
            <MultiSelect
              label="Whatever runs on these servers"
              description="Only these servers are left out; an event that runs on others as well still starts there."
              placeholder={draft.serverIds.length === 0 ? "Search servers" : ""}
              leftSection={<IconServer size={14} aria-hidden />}
              w="100%"
              searchable
              clearable
              clearButtonProps={{ "aria-label": "Remove all servers" }}
              limit={shownMatches}
              nothingFoundMessage="No server is called that."
              data={serverOptions}
              value={draft.serverIds.map(String)}
              onChange={(ids) => change({ serverIds: ids.map(Number) }, "attachments")}
            />
            {nothing && (
              <p className={classes(styles.note, toneClass("partial"))}>
                Nothing is chosen: the calendar holds nothing back until something is.
              </p>
            )}
          </>
        )}
        {error !== undefined && <p className={styles.error}>{error}</p>}
      </div>
    </Section>
  );
}
