import type {
  EventStatus,
  ExecutionStatus,
  JobStatus,
  MessageStatus,
  OccurrenceDecision,
  ServerStatus,
} from "../../shared/words.ts";
import styles from "./status-badge.module.css";
import {
  archivedServerLook,
  eventLooks,
  executionLooks,
  jobLooks,
  messageLooks,
  occurrenceLooks,
  serverLooks,
  waitingLook,
  type StatusLook,
} from "./status-looks.ts";
import { classes, toneClass } from "./tone-class.ts";

export interface StatusBadgeProps {
  readonly look: StatusLook;
  /** `plain`: icon and word in a row of a table; `filled`: on a soft ground, for a page's title. */
  readonly variant?: "plain" | "filled";
  /** Says it in other words than the look's own. */
  readonly word?: string;
}

/** A status: colour, icon and word. */
export function LookBadge({ look, variant = "plain", word = look.word }: StatusBadgeProps) {
  const Mark = look.icon;
  return (
    <span
      className={classes(
        styles.badge,
        toneClass(look.tone),
        variant === "filled" && styles.filled,
        variant === "filled" && look.tone === "unknown" && styles.dashed,
        look.tone === "running" && styles.pulsing,
      )}
    >
      <Mark size={15} stroke={2} aria-hidden />
      {word}
    </span>
  );
}

type Variant = Pick<StatusBadgeProps, "variant">;

/** @param waits whether nothing of it goes on, as far as that is known */
export function JobStatusBadge({
  status,
  waits = false,
  ...rest
}: Variant & { readonly status: JobStatus; readonly waits?: boolean }) {
  return <LookBadge look={waits && status === "running" ? waitingLook : jobLooks[status]} {...rest} />;
}

export function ExecutionStatusBadge({ status, ...rest }: Variant & { readonly status: ExecutionStatus }) {
  return <LookBadge look={executionLooks[status]} {...rest} />;
}

export function EventStatusBadge({ status, ...rest }: Variant & { readonly status: EventStatus }) {
  return <LookBadge look={eventLooks[status]} {...rest} />;
}

export function MessageStatusBadge({ status, ...rest }: Variant & { readonly status: MessageStatus }) {
  return <LookBadge look={messageLooks[status]} {...rest} />;
}

export function OccurrenceBadge({ decision, ...rest }: Variant & { readonly decision: OccurrenceDecision }) {
  return <LookBadge look={occurrenceLooks[decision]} {...rest} />;
}

export function ServerStatusBadge({
  status,
  archived = false,
  ...rest
}: Variant & { readonly status: ServerStatus; readonly archived?: boolean }) {
  return <LookBadge look={archived ? archivedServerLook : serverLooks[status]} {...rest} />;
}
