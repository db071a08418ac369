import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import { usePlaceQuery } from "../../navigation/location.ts";
import { ownZone } from "../../time/format-time.ts";
import { LoadingRows } from "../../ui/delayed.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Screen } from "../../ui/screen.tsx";
import { copyOf, draftOf, newDraft } from "./event-draft.ts";
import { EventEditor } from "./event-editor.tsx";

/** Makes an event, or changes the one with this id. */
export function EventEditorScreen({ id }: { readonly id?: number }) {
  const [query] = usePlaceQuery();
  const copied = id === undefined ? Number(query.get("copy") ?? 0) : 0;
  if (id !== undefined) return <ChangeEvent id={id} />;
  if (copied > 0) return <CopyEvent key={copied} id={copied} />;
  return <EventEditor title="New event" initial={newDraft(ownZone())} />;
}

function ChangeEvent({ id }: { readonly id: number }) {
  const api = useApi();
  const event = useQuery(api.events.get.queryOptions({ id }));
  if (event.data !== undefined) {
    return (
      <EventEditor
        title={`Edit ${event.data.name}`}
        initial={draftOf(event.data.fields, ownZone())}
        latest={event.data}
        onStale={() => void event.refetch()}
      />
    );
  }
  return <Unready title="The event could not be opened" error={event.error} onRetry={() => void event.refetch()} />;
}

function CopyEvent({ id }: { readonly id: number }) {
  const api = useApi();
  const event = useQuery(api.events.get.queryOptions({ id }));
  if (event.data !== undefined) {
    const initial = copyOf(draftOf(event.data.fields, ownZone()));
    const signed = initial.actions.flatMap((row, index) => (row.signed ? `of action ${String(index + 1)}` : []));
    const secrets = [...initial.environment.filter((row) => row.secret).map((row) => row.key), ...signed];
    return <EventEditor title="New event" initial={initial} copied={{ name: event.data.name, secrets }} />;
  }
  return <Unready title="The event could not be copied" error={event.error} onRetry={() => void event.refetch()} />;
}

interface UnreadyProps {
  readonly title: string;
  readonly error: unknown;
  readonly onRetry: () => void;
}

function Unready({ title, error, onRetry }: UnreadyProps) {
  return (
    <Screen narrow>
      <PageHeader title="Event" />
      {error === null ? <LoadingRows rows={12} /> : <ErrorPanel title={title} error={error} onRetry={onRetry} />}
    </Screen>
  );
}
