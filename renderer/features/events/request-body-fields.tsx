import { SegmentedControl, Switch, Textarea, TextInput } from "@mantine/core";
import editor from "./event-editor.module.css";
import { FieldRows } from "./field-rows.tsx";
import type { RequestPartProps } from "./request-part.ts";
import { bodyWords } from "./request-summaries.ts";
import styles from "./request.module.css";

export function RequestBodyFields({ form, request, change }: RequestPartProps) {
  const { bodyKind } = request;
  return (
    <div className={styles.wide}>
      <SegmentedControl
        aria-label="Kind of body"
        data={(["none", "json", "text", "form"] as const).map((value) => ({ value, label: bodyWords[value] }))}
        value={bodyKind}
        onChange={(chosen) => change({ bodyKind: chosen }, "request.body")}
      />
      {bodyKind === "text" && (
        <TextInput
          {...form.field("request.body.contentType")}
          label="Content type"
          w={300}
          value={request.contentType}
          onChange={(input) => change({ contentType: input.currentTarget.value }, "request.body.contentType")}
        />
      )}
      {(bodyKind === "text" || bodyKind === "json") && (
        <Textarea
          {...form.field("request.body.text")}
          label="Body"
          description={
            bodyKind === "json"
              ? "Within quotes a value becomes part of the text; without them it becomes JSON of its own."
              : undefined
          }
          placeholder={bodyKind === "json" ? '{"name": "{{cronium.input.name}}", "all": {{cronium.input}}}' : ""}
          className={styles.full ?? ""}
          classNames={{ input: editor.code ?? "" }}
          autosize
          minRows={4}
          maxRows={20}
          spellCheck={false}
          value={request.bodyText}
          onChange={(input) => change({ bodyText: input.currentTarget.value }, "request.body.text")}
        />
      )}
      {bodyKind === "form" && (
        <FieldRows
          form={form}
          path="request.body.fields"
          noun="form field"
          rows={request.form}
          onChange={(rows) => change({ form: rows }, "request.body.fields")}
        />
      )}
      <Switch
        label="Send an Idempotency-Key"
        description="The same for every attempt of a job. Only for servers that heed it: then a request whose fate is unknown is sent again."
        checked={request.idempotencyKey}
        onChange={(input) => change({ idempotencyKey: input.currentTarget.checked }, "request.idempotencyKey")}
      />
    </div>
  );
}
