import type { EventSummary } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { counted } from "../../ui/plural.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { isFailing } from "./event-filter.ts";

/** Is anything wrong with the events, and which is next: the line below the title. */
export function EventsAnswer({ events }: { readonly events: readonly EventSummary[] }) {
  const failing = events.filter(isFailing).length;
  let next: EventSummary | undefined;
  for (const event of events) {
    if (event.nextDueAt !== undefined && event.nextDueAt < (next?.nextDueAt ?? Infinity)) next = event;
  }
  return (
    <>
      {failing > 0 ? (
        <a href={paths.events({ status: "failing" })}>
          {counted(failing, "event")} went wrong {failing === 1 ? "at its latest run" : "at the latest run"}
        </a>
      ) : (
        "No event went wrong at its latest run"
      )}
      {" · "}
      {next?.nextDueAt === undefined ? (
        "nothing is due"
      ) : (
        <>
          next is <a href={paths.event(next.id)}>{next.name}</a>{" "}
          <RelativeTime at={next.nextDueAt} zone={next.schedule?.timezone ?? "UTC"} />
        </>
      )}
    </>
  );
}
