import type { EventView } from "../../bridge/views.ts";
import { bytesText } from "../../../shared/bytes-text.ts";
import { bytesOfBase64 } from "../../../shared/container.ts";
import { rolloutWords } from "../../../shared/rollout-words.ts";
import { failureKinds } from "../../../shared/failure.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { Chips, TargetChips } from "../../ui/chips.tsx";
import { CodeEditor } from "../../ui/code-editor.tsx";
import { CodeText } from "../../ui/code-text.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { KeyValueList, type KeyValue } from "../../ui/key-values.tsx";
import { paths } from "../../navigation/paths.ts";
import { actionWords, triggerWords } from "../../ui/message-words.ts";
import { counted } from "../../ui/plural.ts";
import { RequestView } from "../../ui/request-view.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Section } from "../../ui/section.tsx";
import { ZoneChip, ZonedTime } from "../../ui/zoned-time.tsx";
import styles from "./event-detail.module.css";
import { containerSummary, draftContainer } from "./container-draft.ts";
import { missedWords, networkWords, overlapWords, priorityWords, unknownWords } from "./policy-words.ts";
import { languageOf, typeWords } from "./script-types.tsx";
import { targetsOf } from "./summary-words.ts";

/** What the event is: its script and every setting. */
export function DefinitionTab({ event }: { readonly event: EventView }) {
  const { fields } = event;
  return (
    <div className={styles.definition}>
      {fields.request === null ? (
        <Section
          title="Script"
          aside={typeWords[fields.type]}
          actions={<CopyButton text={fields.script} what="the script" />}
        >
          <CodeEditor
            label="Script"
            language={languageOf(fields.type) ?? "BASH"}
            value={fields.script}
            height="content"
          />
        </Section>
      ) : (
        <Section title="Request" aside={typeWords[fields.type]}>
          <RequestView request={fields.request} />
        </Section>
      )}
      <div className={styles.settings}>
        <Section title="Where">
          <KeyValueList items={whereItems(event)} />
        </Section>
        <Section title="When">
          <KeyValueList items={whenItems(event)} />
        </Section>
        <Section title="Limits">
          <KeyValueList items={limitItems(event)} />
        </Section>
        <Section title="Environment">
          {fields.environment.length === 0 ? (
            <p className={styles.quiet}>No variables.</p>
          ) : (
            <KeyValueList
              items={fields.environment.map((entry) => ({
                label: entry.key,
                value:
                  "value" in entry ? (
                    <CodeText text={entry.value} />
                  ) : (
                    <span className={styles.quiet}>secret, kept in the vault</span>
                  ),
              }))}
            />
          )}
        </Section>
        {fields.files.length > 0 && (
          <Section title="Files">
            <KeyValueList
              items={fields.files.map(({ path, data }) => ({ label: path, value: bytesText(bytesOfBase64(data)) }))}
            />
          </Section>
        )}
        <Section title="After it ends">
          {event.actions.length === 0 && event.runAfter.length === 0 ? (
            <p className={styles.quiet}>Nothing follows.</p>
          ) : (
            <KeyValueList items={followItems(event)} />
          )}
        </Section>
        <p className={styles.quiet}>
          Version {event.version}, saved <RelativeTime at={event.updatedAt} focusable />; made{" "}
          <RelativeTime at={event.createdAt} focusable />.
        </p>
      </div>
    </div>
  );
}

function followItems({ actions, runAfter }: EventView): readonly KeyValue[] {
  return [
    ...actions.map((action, index) => ({
      label: `${String(index + 1)}. ${triggerWords[action.when]}`,
      value:
        action.eventId === undefined ? (
          `${actionWords(action.do, action.destination)}${action.signed ? ", signed" : ""}`
        ) : (
          <a href={paths.event(action.eventId)}>{actionWords(action.do, action.destination)}</a>
        ),
    })),
    ...runAfter.map(({ eventId, name, when }) => ({
      label: `Runs after ${name}`,
      value: <a href={paths.event(eventId)}>{triggerWords[when].toLowerCase()}</a>,
    })),
  ];
}

function whereItems({ fields, runsOn, place }: EventView): readonly KeyValue[] {
  const targets: KeyValue = {
    label: "Runs on",
    value: <TargetChips targets={targetsOf(runsOn)} place={place} shown={12} />,
  };
  if (fields.run.on === "servers" && (fields.run.serverIds.length > 1 || fields.run.groups.length > 0)) {
    return [targets, { label: "On several", value: rolloutWords(fields.rollout, elapsedText) }];
  }
  if (fields.run.on !== "container") return [targets];
  return [
    { label: "Runs in", value: "a container on this computer" },
    {
      label: "Image",
      value:
        fields.run.image === undefined ? (
          `default for ${typeWords[fields.type]}`
        ) : (
          <CodeText text={fields.run.image} copy="image" />
        ),
    },
    { label: "Network", value: networkWords[fields.run.network].title },
    { label: "May use", value: containerSummary(draftContainer(fields.run.settings)) },
  ];
}

function whenItems({ fields, scheduleWords }: EventView): readonly KeyValue[] {
  const { schedule } = fields;
  if (schedule === null) return [{ label: "Due", value: "never by itself; it is run by hand" }];
  const due: readonly KeyValue[] =
    schedule.kind === "cron"
      ? [
          { label: "Due", value: scheduleWords },
          { label: "Cron", value: <CodeText text={schedule.cron} copy="cron expression" /> },
        ]
      : schedule.kind === "interval"
        ? [
            { label: "Every", value: elapsedText(schedule.everyMs) },
            ...(schedule.anchorMs === undefined
              ? []
              : [{ label: "Counted from", value: <ZonedTime at={schedule.anchorMs} zone={schedule.timezone} /> }]),
          ]
        : [{ label: "Once, at", value: <ZonedTime at={schedule.atMs} zone={schedule.timezone} /> }];
  const within = `within ${elapsedText(schedule.missedWindowMs)}`;
  const missed = missedWords[schedule.missed].title;
  return [
    ...due,
    { label: "Time zone", value: <ZoneChip zone={schedule.timezone} /> },
    {
      label: "Missed runs",
      value:
        schedule.missed === "none"
          ? missed
          : schedule.missed === "latest"
            ? `${missed}, ${within}`
            : `${missed}, ${within}, at most ${String(schedule.missedCap)}`,
    },
    { label: "Still running", value: overlapWords[schedule.overlap].title },
    { label: "Spread", value: schedule.jitterMs === 0 ? "none" : `over ${elapsedText(schedule.jitterMs)}` },
    ...boundItems(schedule),
  ];
}

/** Only the bounds there are. */
function boundItems(schedule: NonNullable<EventView["schedule"]>): readonly KeyValue[] {
  const { startMs, endMs, maxRuns, pauseAfterFailures, resetRunsOnActivation, timezone } = schedule;
  const items: KeyValue[] = [];
  if (startMs !== null) items.push({ label: "Not before", value: <ZonedTime at={startMs} zone={timezone} /> });
  if (endMs !== null) items.push({ label: "Not after", value: <ZonedTime at={endMs} zone={timezone} /> });
  if (maxRuns !== null) {
    const anew = resetRunsOnActivation ? ", counted anew when activated" : "";
    items.push({ label: "Runs at most", value: `${maxRuns.toLocaleString("en-GB")}${anew}` });
  }
  if (pauseAfterFailures !== null) {
    items.push({ label: "Paused after", value: `${counted(pauseAfterFailures, "failure")} in a row` });
  }
  return items;
}

function limitItems({ fields }: EventView): readonly KeyValue[] {
  const { retries } = fields;
  return [
    { label: "Timeout", value: elapsedText(fields.timeoutMs) },
    {
      label: "Retries",
      value:
        retries.max === 0
          ? "none"
          : `${String(retries.max)}, first after ${elapsedText(retries.delayMs)}, × ${String(retries.factor)} each time`,
    },
    ...(retries.max > 0 && retries.on !== null
      ? [
          {
            label: "Retried after",
            value: <Chips names={retries.on.map((reason) => failureKinds[reason].title)} shown={20} wrap />,
          },
        ]
      : []),
    { label: "Unknown fate", value: unknownWords[fields.onUnknown].title },
    { label: "Priority", value: priorityWords[fields.priority] },
    { label: "Jobs at once", value: fields.concurrency === null ? "no limit" : counted(fields.concurrency, "job") },
    {
      label: "Log of a run",
      value: fields.logLimitBytes === null ? "as the settings say" : `at most ${bytesText(fields.logLimitBytes)}`,
    },
    ...(fields.tags.length > 0 ? [{ label: "Tags", value: <Chips names={fields.tags} shown={20} wrap /> }] : []),
  ];
}
