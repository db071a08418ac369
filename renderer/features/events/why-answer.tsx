import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useApi } from "../../bridge/api.tsx";
import type { InstantExplanation } from "../../bridge/views.ts";
import { LoadingRows } from "../../ui/delayed.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { InlineCode } from "../../ui/inline-code.tsx";
import { occurrenceLooks, type Tone } from "../../ui/status-looks.ts";
import { OccurrenceBadge } from "../../ui/status-badge.tsx";
import { classes, toneClass } from "../../ui/tone-class.ts";
import { ZonedTime } from "../../ui/zoned-time.tsx";
import { causeWords } from "./cause-words.ts";
import styles from "./ledger.module.css";
import { WhyOccurrence } from "./why-occurrence.tsx";
import { WhyVersion } from "./why-version.tsx";

export interface WhyAnswerProps {
  readonly eventId: number;
  readonly atMs: number;
  readonly zone: string;
  readonly onAsk: (atMs: number) => void;
  readonly onVersion: (versionId: number) => void;
  readonly onClose: () => void;
}

function toneOf(answer: InstantExplanation): Tone {
  const first = answer.occurrences[0];
  return first === undefined ? "queued" : occurrenceLooks[first.decision].tone;
}

/** Everything known about one instant, the answer first. */
export function WhyAnswer({ eventId, atMs, zone, onAsk, onVersion, onClose }: WhyAnswerProps) {
  const api = useApi();
  const frame = useRef<HTMLElement>(null);
  const { data, error, isPlaceholderData, refetch } = useQuery(
    api.occurrences.explain.queryOptions({ eventId, atMs }, { placeholderData: keepPreviousData }),
  );
  const answered = data?.atMs;
  useEffect(() => {
    // Asked from a row far down: the answer stands above.
    if (answered === atMs) frame.current?.scrollIntoView({ block: "nearest" });
  }, [answered, atMs]);
  if (data === undefined) {
    if (error === null) return <LoadingRows rows={3} />;
    return <ErrorPanel title="That moment could not be explained" error={error} onRetry={() => void refetch()} />;
  }
  const { message, occurrences, version, previousDueMs, nextDueMs } = data;
  const only = occurrences.length === 1 ? occurrences[0] : undefined;
  return (
    <section
      ref={frame}
      className={classes(styles.answer, toneClass(toneOf(data)), isPlaceholderData && styles.stale)}
      aria-label="Answer"
      aria-busy={isPlaceholderData}
    >
      <div className={styles.answerHead}>
        <p className={styles.asked}>
          <ZonedTime at={data.atMs} zone={zone} />
          {only !== undefined && (
            <>
              <OccurrenceBadge decision={only.decision} variant="filled" />
              {causeWords[only.cause]}
            </>
          )}
        </p>
        <Tooltip label="Close the answer">
          <ActionIcon size={24} aria-label="Close the answer" onClick={onClose}>
            <IconX size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      <p className={styles.message}>
        <InlineCode text={message} />
      </p>
      {occurrences.map((occurrence) => (
        <WhyOccurrence
          key={occurrence.id}
          occurrence={occurrence}
          zone={zone}
          told={message}
          named={only !== undefined}
        />
      ))}
      {version !== undefined && <WhyVersion version={version} zone={zone} onVersion={onVersion} />}
      {(previousDueMs !== undefined || nextDueMs !== undefined) && (
        <div className={styles.neighbours}>
          {previousDueMs !== undefined && (
            <Button variant="subtle" size="compact-sm" onClick={() => onAsk(previousDueMs)}>
              Due before:&nbsp;
              <ZonedTime at={previousDueMs} zone={zone} />
            </Button>
          )}
          {nextDueMs !== undefined && (
            <Button variant="subtle" size="compact-sm" onClick={() => onAsk(nextDueMs)}>
              Due after:&nbsp;
              <ZonedTime at={nextDueMs} zone={zone} />
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
