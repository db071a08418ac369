import { Tooltip } from "@mantine/core";
import type { JobMoment, JobView } from "../../bridge/views.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { clockText, exactText } from "../../time/format-time.ts";
import { useTimeStyle } from "../../time/time-style.ts";
import { jobLooks, type Tone } from "../../ui/status-looks.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import { targetWords } from "../../ui/target-words.ts";
import { isUnfinished, sourceWords } from "./job-words.ts";
import styles from "./job-timeline.module.css";
import { Stopwatch } from "./job-times.tsx";

interface Step {
  readonly word: string;
  readonly tone: Tone;
}

function stepOf(moment: JobMoment, job: JobView): Step {
  switch (moment.what) {
    case "due":
      return { word: "Due", tone: "queued" };
    case "queued":
      return { word: `Queued, ${sourceWords[job.source].toLowerCase()}`, tone: "queued" };
    case "claimed":
      return { word: job.attemptsAllowed > 1 ? `Taken up, ${moment.detail ?? ""}` : "Taken up", tone: "running" };
    case "started":
      return { word: `Started on ${placesOf((moment.detail ?? "").replace(/^on /, ""))}`, tone: "running" };
    case "unreached":
      return { word: `Could not reach ${placesOf(moment.detail ?? "")}`, tone: "failed" };
    case "attempt_failed":
      return { word: `${(moment.detail ?? "").replace(/^a(ttempt \d+).*$/s, "A$1")} failed`, tone: "failed" };
    case "retry_planned":
      return { word: "Next try", tone: "timeout" };
    case "cancel_requested":
      return { word: "Cancel requested", tone: "cancelled" };
    case "finished":
      return jobLooks[isResolved(job) ? "needs_attention" : job.status];
    case "resolved":
      return {
        word: `Marked as ${job.status === "completed" ? "done" : "failed"} by hand`,
        tone: jobLooks[job.status].tone,
      };
  }
}

function placesOf(targets: string): string {
  const places = targets.split(", ").map(targetWords);
  return places.length > 2 ? `${String(places.length)} targets` : places.join(" and ");
}

/** Whether it needed attention, until a person said how it ended. */
function isResolved(job: JobView): boolean {
  return job.timeline.some(({ what }) => what === "resolved");
}

/** What the person wrote who said how the job ended. */
function noteOf({ what, detail }: JobMoment): string | undefined {
  return what === "resolved" ? /^[^:]*: (.*)$/s.exec(detail ?? "")?.[1] : undefined;
}

/** A job's life so far, step by step, each with the time since the one before it. */
export function JobTimeline({ job }: { readonly job: JobView }) {
  const style = useTimeStyle();
  const last = job.timeline.at(-1);
  return (
    <ol className={styles.line} aria-label="Timeline">
      {job.timeline.map((moment, index) => {
        const { word, tone } = stepOf(moment, job);
        const note = noteOf(moment);
        const before = job.timeline[index - 1];
        return (
          <li key={`${moment.what} ${String(moment.at)}`} className={classes(styles.step, toneClass(tone))}>
            <span className={styles.word}>{word}</span>
            {note !== undefined && <span className={styles.note}>{note}</span>}
            <Tooltip
              label={
                <span className={styles.tip}>
                  <span>{exactText(moment.at, style)}</span>
                  {moment.detail !== undefined && <span>{moment.detail}</span>}
                </span>
              }
            >
              <time className={styles.time} dateTime={new Date(moment.at).toISOString()}>
                {before === undefined ? clockText(moment.at, style, true) : `+${elapsedText(moment.at - before.at)}`}
              </time>
            </Tooltip>
          </li>
        );
      })}
      {isUnfinished(job) && last !== undefined && (
        <li className={classes(styles.step, styles.now, toneClass(jobLooks[job.status].tone))}>
          <span className={styles.word}>{jobLooks[job.status].word}</span>
          <span className={styles.time}>
            <Stopwatch since={last.at} />
          </span>
        </li>
      )}
    </ol>
  );
}
