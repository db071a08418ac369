import type { KeyboardEvent } from "react";
import type { SearchHit } from "../../bridge/views.ts";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import { paths } from "../../navigation/paths.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { JobStatusBadge } from "../../ui/status-badge.tsx";
import { targetWords } from "../../ui/target-words.ts";
import { classes } from "../../ui/tone-class.ts";
import { excerptsOf, type Excerpt } from "./excerpts.ts";
import { groupHits, type JobHits } from "./group-hits.ts";
import styles from "./search.module.css";

/** Moves to the next or previous match. */
function step(by: number): void {
  const links = [...document.querySelectorAll<HTMLElement>("[data-match]")];
  const at = links.indexOf(document.activeElement as HTMLElement);
  links[Math.max(0, Math.min(links.length - 1, at === -1 ? 0 : at + by))]?.focus();
}

/** What was found, job by job; each match leads to its line. */
export function SearchHits({ hits }: { readonly hits: readonly SearchHit[] }) {
  const group = "This screen";
  useShortcut({ keys: "j", label: "Next match", group }, () => step(1));
  useShortcut({ keys: "k", label: "Previous match", group }, () => step(-1));
  const arrows = (press: KeyboardEvent): void => {
    if (press.key !== "ArrowDown" && press.key !== "ArrowUp") return;
    press.preventDefault();
    step(press.key === "ArrowDown" ? 1 : -1);
  };
  return (
    <ol className={styles.jobs} aria-label="Found" onKeyDown={arrows}>
      {groupHits(hits).map((found) => (
        <JobItem key={found.job.jobId} found={found} />
      ))}
    </ol>
  );
}

function JobItem({ found: { job, logs } }: { readonly found: JobHits }) {
  return (
    <li className={styles.job}>
      <div className={styles.jobLine}>
        <a href={paths.job(job.jobId)} className={styles.name}>
          {job.eventName}
        </a>
        <JobStatusBadge status={job.jobStatus} />
        <span className={styles.quiet}>
          <RelativeTime at={job.startedAt} />
        </span>
      </div>
      {logs.map((log) => (
        <div key={log.executionId} className={styles.log}>
          <p className={styles.place}>
            {targetWords(log.target)}
            {log.attempt > 1 && `, attempt ${String(log.attempt)}`}
          </p>
          <ul>
            {excerptsOf(log.matches).map((excerpt) => (
              <ExcerptItem key={excerpt.match.at} log={log} excerpt={excerpt} />
            ))}
          </ul>
          {log.more && (
            <a
              className={styles.rest}
              href={paths.job(log.jobId, { execution: log.executionId, at: log.matches.at(-1)?.at })}
            >
              More matches in this log
            </a>
          )}
        </div>
      ))}
    </li>
  );
}

function ExcerptItem({ log, excerpt }: { readonly log: SearchHit; readonly excerpt: Excerpt }) {
  const { match, pieces, before, after } = excerpt;
  return (
    <li>
      <a
        data-match
        className={styles.match}
        href={paths.job(log.jobId, { execution: log.executionId, at: match.at })}
        aria-label={`Line ${String(match.line)}: ${match.text}`}
      >
        {before !== undefined && <Line text={before} />}
        <span className={classes(styles.line, styles.hit)}>
          <span className={styles.number}>{match.line.toLocaleString("en-GB")}</span>
          <span className={styles.content}>
            {match.cutBefore && "…"}
            {pieces.map(({ text, found }, index) =>
              found ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>,
            )}
            {match.cutAfter && "…"}
          </span>
        </span>
        {after !== undefined && <Line text={after} />}
      </a>
    </li>
  );
}

/** A line beside the one that was found. */
function Line({ text }: { readonly text: string }) {
  return (
    <span className={styles.line}>
      <span className={styles.number} />
      <span className={styles.content}>{text === "" ? " " : text}</span>
    </span>
  );
}
