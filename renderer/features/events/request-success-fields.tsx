import { ActionIcon, Button, Select, TagsInput, TextInput, Tooltip } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { numberOfDraft } from "../../ui/duration-draft.ts";
import editor from "./event-editor.module.css";
import type { RuleRow } from "./request-draft.ts";
import type { RequestPartProps } from "./request-part.ts";
import styles from "./request.module.css";

const ruleWords: Readonly<Record<RuleRow["rule"], string>> = {
  contains: "contains",
  matches: "matches",
  exists: "has, in JSON",
  equals: "is, in JSON",
};

/** What counts as success: by its status, and by its body. */
export function RequestSuccessFields({ form, request, change }: RequestPartProps) {
  const { rules } = request;
  const path = "request.success.body";
  const { id, error } = form.field(path);
  const again =
    (numberOfDraft(form.draft.retryMax) ?? 0) > 0
      ? "408, 425, 429 and 5xx are tried again, all others are not."
      : "All others are failures; none is tried again, as there are no retries.";
  const set = (next: readonly RuleRow[]): void => change({ rules: next }, path);
  const add = (): void => {
    const next = Math.max(-1, ...rules.map((row) => row.id)) + 1;
    set([...rules, { id: next, rule: "contains", text: "", path: "$", value: "" }]);
  };
  return (
    <div className={styles.wide}>
      <TagsInput
        {...form.field("request.success.statuses")}
        label="Statuses that are a success"
        description={`Such as 204, or a range such as 200-299. ${again}`}
        className={styles.full ?? ""}
        value={[...request.statuses]}
        onChange={(statuses) => change({ statuses }, "request.success.statuses")}
      />
      <div id={id} tabIndex={-1} className={styles.rows}>
        {error !== undefined && <p className={editor.error}>{error}</p>}
        {rules.map((row, index) => (
          <Rule
            key={row.id}
            row={row}
            index={index}
            onChange={(part) => set(rules.map((other) => (other === row ? { ...row, ...part } : other)))}
            onRemove={() => set(rules.filter((other) => other !== row))}
          />
        ))}
        <div>
          <Button variant="default" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
            Add a rule for the body
          </Button>
        </div>
      </div>
    </div>
  );
}

interface RuleProps {
  readonly row: RuleRow;
  readonly index: number;
  readonly onChange: (part: Partial<RuleRow>) => void;
  readonly onRemove: () => void;
}

function Rule({ row, index, onChange, onRemove }: RuleProps) {
  const name = `rule ${String(index + 1)}`;
  const isOfJson = row.rule === "exists" || row.rule === "equals";
  return (
    <div className={styles.rule} role="group" aria-label={`Body, ${name}`}>
      <Select
        aria-label={`The body, ${name}`}
        data={Object.entries(ruleWords).map(([value, label]) => ({ value: value as RuleRow["rule"], label }))}
        value={row.rule}
        allowDeselect={false}
        onChange={(rule) => {
          if (rule !== null) onChange({ rule });
        }}
      />
      <TextInput
        aria-label={isOfJson ? `Place in the JSON, ${name}` : `Text, ${name}`}
        placeholder={isOfJson ? "$.state" : row.rule === "matches" ? "^ok" : "ok"}
        className={row.rule === "equals" ? "" : (styles.spans ?? "")}
        classNames={{ input: editor.code ?? "" }}
        spellCheck={false}
        value={isOfJson ? row.path : row.text}
        onChange={(input) => onChange({ [isOfJson ? "path" : "text"]: input.currentTarget.value })}
      />
      {row.rule === "equals" && (
        <TextInput
          aria-label={`Value, ${name}`}
          placeholder='"up"'
          classNames={{ input: editor.code ?? "" }}
          spellCheck={false}
          value={row.value}
          onChange={(input) => onChange({ value: input.currentTarget.value })}
        />
      )}
      <Tooltip label="Remove">
        <ActionIcon aria-label={`Remove ${name}`} onClick={onRemove}>
          <IconTrash size={15} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
