import { Select, Switch, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { eventStatuses, type EventStatus } from "../../../shared/words.ts";
import { useApi } from "../../bridge/api.tsx";
import { eventLooks } from "../../ui/status-looks.ts";
import { Section } from "../../ui/section.tsx";
import styles from "./event-editor.module.css";
import type { EventForm } from "./event-form.ts";

const statusWords: Readonly<Record<EventStatus, string>> = {
  ACTIVE: "Runs when it is due.",
  PAUSED: "Nothing is due until it is active again; it can still be run by hand.",
  DRAFT: "Not in use yet: nothing is due; it can be run by hand to try it.",
  ARCHIVED: "Put away: nothing is due, its history is kept.",
};

export interface BasicsSectionProps {
  readonly form: EventForm;
  /** It is not saved yet. */
  readonly isNew: boolean;
}

export function BasicsSection({ form, isNew }: BasicsSectionProps) {
  const { draft, change, field } = form;
  const api = useApi();
  const events = useQuery(api.events.list.queryOptions({}));
  const knownTags = useMemo(
    () => [...new Set((events.data ?? []).flatMap((event) => event.tags))].sort((a, b) => a.localeCompare(b)),
    [events.data],
  );
  return (
    <Section title="Basics">
      <div className={styles.fields}>
        <TextInput
          {...field("name")}
          label="Name"
          placeholder="Nightly backup"
          required
          autoFocus={isNew}
          value={draft.name}
          onChange={(input) => change({ name: input.currentTarget.value }, "name")}
        />
        <Textarea
          {...field("description")}
          label="Description"
          placeholder="What it does, for whoever reads it next year"
          autosize
          minRows={1}
          maxRows={5}
          value={draft.description}
          onChange={(input) => change({ description: input.currentTarget.value }, "description")}
        />
        <TagsInput
          {...field("tags")}
          label="Tags"
          placeholder={draft.tags.length === 0 ? "Type a tag, then Enter" : ""}
          data={knownTags}
          clearable
          clearButtonProps={{ "aria-label": "Remove all tags" }}
          value={[...draft.tags]}
          onChange={(tags) => change({ tags }, "tags")}
        />
        {isNew ? (
          <Switch
            id={field("status").id}
            label="Active once saved"
            description={draft.status === "ACTIVE" ? statusWords.ACTIVE : statusWords.DRAFT}
            checked={draft.status === "ACTIVE"}
            onChange={(input) => change({ status: input.currentTarget.checked ? "ACTIVE" : "DRAFT" }, "status")}
          />
        ) : (
          <Select
            {...field("status")}
            label="Status"
            description={statusWords[draft.status]}
            data={eventStatuses.map((value) => ({ value, label: eventLooks[value].word }))}
            value={draft.status}
            allowDeselect={false}
            onChange={(status) => {
              if (status !== null) change({ status }, "status");
            }}
          />
        )}
      </div>
    </Section>
  );
}
