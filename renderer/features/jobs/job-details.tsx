import type { ScriptType } from "../../../shared/words.ts";
import { scriptTypes } from "../../../shared/words.ts";
import type { JobView } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { CodeEditor } from "../../ui/code-editor.tsx";
import { CodeBlock, CodeText } from "../../ui/code-text.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { elapsedText } from "../../time/format-duration.ts";
import { KeyValueList } from "../../ui/key-values.tsx";
import { RequestView } from "../../ui/request-view.tsx";
import { Section } from "../../ui/section.tsx";
import { targetWords } from "../../ui/target-words.ts";
import { sourceWords } from "./job-words.ts";
import styles from "./job.module.css";

function languageOf(job: JobView): ScriptType {
  return scriptTypes.find((type) => type === job.eventType) ?? "BASH";
}

/** What the job was made of: the definition as it was when the job was queued. */
export function JobDetails({ job }: { readonly job: JobView }) {
  const origin = (
    <>
      As it was in{" "}
      <a href={paths.event(job.eventId, { tab: "history", from: job.eventVersion })}>
        version {job.eventVersion} of the event
      </a>
    </>
  );
  return (
    <div className={styles.details}>
      {job.request !== undefined ? (
        <Section title="Request" aside={origin}>
          <RequestView request={job.request} />
        </Section>
      ) : (
        <Section title="Script" aside={origin} actions={<CopyButton text={job.script} what="the script" />} flush>
          <CodeEditor value={job.script} language={languageOf(job)} label="Script of this run" height="content" />
        </Section>
      )}
      <div className={styles.column}>
        <Section title="Definition">
          <KeyValueList
            items={[
              { label: "Event", value: <a href={paths.event(job.eventId)}>{job.eventName}</a> },
              { label: "Type", value: job.eventType },
              { label: "Runs on", value: job.targets.map(targetWords).join(", ") },
              { label: "Source", value: sourceWords[job.source] },
              { label: "Priority", value: job.priority },
              { label: "Timeout", value: elapsedText(job.timeoutMs) },
              { label: "Attempts", value: `${String(job.attemptsAllowed)} at most` },
              { label: "Job", value: <CodeText text={job.id} copy="job id" /> },
            ]}
          />
        </Section>
        {job.input !== undefined && job.input !== null && (
          <Section title="Input">
            <CodeBlock text={JSON.stringify(job.input, null, 2)} copy="the input" />
          </Section>
        )}
        <Section title="Executions">
          {job.executions.length === 0 ? (
            <p className={styles.quiet}>None yet.</p>
          ) : (
            <KeyValueList
              items={job.executions.map((execution) => ({
                label: `${targetWords(execution.target)}, attempt ${String(execution.attempt)}`,
                value: <CodeText text={execution.id} copy="execution id" />,
              }))}
            />
          )}
        </Section>
        <Section title="Everything" aside="As the program keeps it">
          <CodeBlock text={JSON.stringify({ ...job, script: undefined }, null, 2)} copy="the JSON" />
        </Section>
      </div>
    </div>
  );
}
