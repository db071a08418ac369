import { Fragment } from "react";
import { waitingText, type Waiting } from "../../shared/waiting.ts";
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

/** The same in a row of a table, cut where the row ends. */
export function WaitingLine({ waiting, className }: WaitingForProps & { readonly className?: string | undefined }) {
  const style = useTimeStyle();
  const text = useClocked((now) => waitingText(waiting, (at) => shortText(at, now, style, true)));
  return (
    <span className={className} title={`Waiting for ${text}`}>
      Waits for {text}
    </span>
  );
}
