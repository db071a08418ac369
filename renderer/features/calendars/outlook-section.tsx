import { ActionIcon, Tooltip } from "@mantine/core";
import { IconBan, IconChevronLeft, IconChevronRight, IconCircleCheck } from "@tabler/icons-react";
import type { WindowSpan } from "../../bridge/views.ts";
import { useNow } from "../../time/clock.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { ownZone } from "../../time/format-time.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Section } from "../../ui/section.tsx";
import { classes, toneClass } from "../../ui/tone-class.ts";
import { ZoneChip, ZonedTime } from "../../ui/zoned-time.tsx";
import type { CalendarDraft } from "./calendar-draft.ts";
import { MonthView } from "./month-view.tsx";
import { addMonths } from "./month-days.ts";
import styles from "./outlook.module.css";
import type { CalendarPreview } from "./use-calendar-preview.ts";

/** How many of the next windows are listed. */
const listed = 6;

const monthFormat = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });

export interface OutlookSectionProps {
  readonly draft: CalendarDraft;
  readonly preview: CalendarPreview;
}

/** What the windows come to: a month of blocked time, and the windows that open next. */
export function OutlookSection({ draft, preview }: OutlookSectionProps) {
  const { month, setMonth, inMonth, next, stale, failed } = preview;
  const title = monthFormat.format(Date.parse(`${month}-01T00:00Z`));
  const hasAllow = draft.windows.some(({ effect }) => effect === "allow");
  const move = (by: number): void => {
    const moved = addMonths(month, by);
    if (moved >= "1970-02" && moved <= "2100-11") setMonth(moved);
  };
  return (
    <Section title="What this comes to" aside={<ZoneChip zone={draft.timezone} />}>
      <div className={classes(styles.outlook, stale && styles.stale)} aria-busy={stale}>
        {failed !== undefined && <ErrorPanel title="The windows could not be worked out" error={failed} />}
        <div className={styles.month}>
          <span role="status">{title}</span>
          <Tooltip label="The month before">
            <ActionIcon aria-label="The month before" onClick={() => move(-1)}>
              <IconChevronLeft size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="The month after">
            <ActionIcon aria-label="The month after" onClick={() => move(1)}>
              <IconChevronRight size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </div>
        <MonthView month={month} title={title} zone={draft.timezone} spans={inMonth} hasAllow={hasAllow} />
        <h3>Next windows</h3>
        {next.length === 0 && (
          <p className={styles.none}>
            {draft.windows.length === 0 ? "Add a window and it appears here." : "No window opens within a year."}
          </p>
        )}
        <ul className={styles.next} aria-label="Next windows">
          {next.slice(0, listed).map((span) => (
            <NextWindow
              key={`${String(span.fromMs)} ${span.effect} ${span.label ?? ""}`}
              span={span}
              zone={draft.timezone}
            />
          ))}
        </ul>
        {draft.timezone !== ownZone() && next.length > 0 && (
          <p className={styles.none}>
            Times are those of {draft.timezone.replaceAll("_", " ")}; “yours” are those of{" "}
            {ownZone().replaceAll("_", " ")}.
          </p>
        )}
      </div>
    </Section>
  );
}

function NextWindow({ span, zone }: { readonly span: WindowSpan; readonly zone: string }) {
  const now = useNow(30_000);
  const isOpen = span.fromMs <= now;
  const isBlackout = span.effect === "blackout";
  const Mark = isBlackout ? IconBan : IconCircleCheck;
  return (
    <li className={toneClass(isBlackout ? "cancelled" : "completed")}>
      <Mark size={14} aria-hidden />
      <span className={styles.what}>
        {isBlackout ? "Blackout" : "Allowed"}
        {span.label !== undefined && <span className={styles.label}>{span.label}</span>}
      </span>
      <span className={styles.ahead}>
        {isOpen ? "open, ends " : ""}
        <RelativeTime at={isOpen ? span.untilMs : span.fromMs} zone={zone} />
      </span>
      <span className={styles.when}>
        <ZonedTime at={span.fromMs} zone={zone} /> for {elapsedText(span.untilMs - span.fromMs)}
      </span>
    </li>
  );
}
