import { Fragment } from "react";
import { waitingText, type Waiting, type WaitingKind } from "../../shared/waiting.ts";
import { useClocked } from "../time/clock.ts";
import { shortText } from "../time/format-time.ts";
import { useTimeStyle } from "../time/time-style.ts";
import { ZonedTime } from "./zoned-time.tsx";

interface WaitingForProps {
  readonly waiting: Waiting;
}

/** What a job waits for, as a sentence with its instants in the reader's zone. */
export function WaitingFor({ waiting }: WaitingForProps) {
  return (
    <span>
      Waiting for{" "}
      {waiting.words.map((part, index) => (
        <Fragment key={index}>{typeof part === "string" ? part : <ZonedTime at={part.at} seconds />}</Fragment>
      ))}
    </span>
  );
}

const shortWords: Readonly<Record<WaitingKind, string>> = {
  time: "its time",
  turn: "its turn",
  room: "room",
  other_job: "other job",
  pause: "next wave",
  server: "server",
  vault: "vault",
};

interface WaitingLineProps extends WaitingForProps {
  readonly className?: string | undefined;
  /** Whether there is room for more than a word; all of it stands in the title. */
  readonly wide: boolean;
}

/** The same in a row of a table. */
export function WaitingLine({ waiting, wide, className }: WaitingLineProps) {
  const style = useTimeStyle();
  const text = useClocked((now) => waitingText(waiting, (at) => shortText(at, now, style, true)));
  return (
    <span className={className} title={`Waiting for ${text}`}>
      {wide ? `Waits for ${text}` : `Waits: ${shortWords[waiting.kind]}`}
    </span>
  );
}
