import { SegmentedControl, Select, TextInput } from "@mantine/core";
import { httpMethods } from "../../../shared/http-request.ts";
import { runnableTypes } from "../../../shared/words.ts";
import { counted } from "../../ui/plural.ts";
import { Section } from "../../ui/section.tsx";
import { EditorDisclosure } from "./editor-disclosure.tsx";
import editor from "./event-editor.module.css";
import type { EventForm } from "./event-form.ts";
import { FieldRows } from "./field-rows.tsx";
import { RequestBodyFields } from "./request-body-fields.tsx";
import { RequestLoginFields } from "./request-login-fields.tsx";
import { RequestPathFields } from "./request-path-fields.tsx";
import { RequestSuccessFields } from "./request-success-fields.tsx";
import { RequestTimeFields } from "./request-time-fields.tsx";
import { requestSummaries } from "./request-summaries.ts";
import styles from "./request.module.css";
import type { RequestDraft } from "./request-draft.ts";
import { typeWords } from "./script-types.tsx";

/** What an HTTP request asks, in place of a script. */
export function RequestSection({ form }: { readonly form: EventForm }) {
  const { draft, field, complaints } = form;
  const { request } = draft;
  const change = (part: Partial<RequestDraft>, path: string): void =>
    form.change({ request: { ...request, ...part } }, path);
  const parts = { form, request, change };
  const words = requestSummaries(request);
  const isWrong = (...paths: readonly string[]): boolean =>
    Object.keys(complaints).some((found) => paths.some((path) => found === path || found.startsWith(`${path}.`)));
  return (
    <Section
      title="Request"
      actions={
        <SegmentedControl
          id={field("type").id}
          aria-label="Language"
          data={runnableTypes.map((value) => ({ value, label: typeWords[value] }))}
          value={draft.type}
          onChange={(type) => form.change({ type }, "type", "script", "request")}
        />
      }
    >
      <div className={styles.request} id={field("request").id} tabIndex={-1}>
        <div className={styles.line}>
          <Select
            {...field("request.method")}
            label="Method"
            data={[...httpMethods]}
            value={request.method}
            allowDeselect={false}
            onChange={(method) => {
              if (method !== null) change({ method }, "request.method");
            }}
          />
          <TextInput
            {...field("request.url")}
            label="Address"
            placeholder="https://example.com/items/{{cronium.input.id}}"
            classNames={{ input: editor.code ?? "" }}
            spellCheck={false}
            autoComplete="off"
            value={request.url}
            onChange={(input) => change({ url: input.currentTarget.value }, "request.url")}
          />
        </div>
        <p className={editor.hint}>
          Values in two braces are put in when it is sent: {"{{cronium.input.name}}"}, {"{{cronium.getVariables.KEY}}"},{" "}
          {"{{cronium.env.NAME}}"}, {"{{cronium.event.name}}"}.
        </p>
        <EditorDisclosure
          title="Headers and query"
          summary={words.headers}
          forced={isWrong("request.headers", "request.query")}
        >
          <div className={styles.wide}>
            <FieldRows
              form={form}
              path="request.headers"
              noun="header"
              rows={request.headers}
              onChange={(headers) => change({ headers }, "request.headers")}
            />
            <FieldRows
              form={form}
              path="request.query"
              noun="query field"
              rows={request.query}
              onChange={(query) => change({ query }, "request.query")}
            />
          </div>
        </EditorDisclosure>
        <EditorDisclosure title="Body" summary={words.body} forced={isWrong("request.body")}>
          <RequestBodyFields {...parts} />
        </EditorDisclosure>
        <EditorDisclosure title="Authentication" summary={words.login} forced={isWrong("request.authentication")}>
          <RequestLoginFields {...parts} />
        </EditorDisclosure>
        <EditorDisclosure title="Success" summary={words.success} forced={isWrong("request.success")}>
          <RequestSuccessFields {...parts} />
        </EditorDisclosure>
        <EditorDisclosure
          title="Redirects and addresses"
          summary={`${words.redirects}${request.allow.length === 0 ? "" : `, ${counted(request.allow.length, "private address", "private addresses")} allowed`}`}
          forced={isWrong("request.redirects", "request.allow", "request.proxy")}
        >
          <RequestPathFields {...parts} />
        </EditorDisclosure>
        <EditorDisclosure
          title="Time, size and TLS"
          summary={words.limits}
          forced={isWrong("request.limits", "request.mostAnswerBytes", "request.tls")}
        >
          <RequestTimeFields {...parts} />
        </EditorDisclosure>
      </div>
    </Section>
  );
}
