import {
  IconArchive,
  IconArchiveOff,
  IconCopy,
  IconEdit,
  IconExternalLink,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerTrackNext,
  IconRestore,
  IconTrash,
} from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useMemo } from "react";
import type { EventStatus } from "../../../shared/words.ts";
import { useApi, useApiClient } from "../../bridge/api.tsx";
import type { EventSummary } from "../../bridge/views.ts";
import { navigate } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { confirm } from "../../ui/confirm.tsx";
import type { MenuAction } from "../../ui/menu-actions.tsx";
import { notifyDone, notifyProblem } from "../../ui/notify.tsx";
import { askToDelete } from "./ask-to-delete.ts";
import { askToReset } from "./ask-to-reset.ts";

export type ActedOn = Pick<
  EventSummary,
  "id" | "name" | "status" | "unfinished" | "runCount" | "failureStreak" | "schedule"
>;

export interface EventActions {
  /** @param onQueued told the job's id; without it a notification says that it was queued */
  readonly run: (event: ActedOn, onQueued?: (jobId: string) => void) => void;
  readonly setStatus: (event: ActedOn, status: EventStatus) => void;
  /** Asks first. @param then whether it is to be activated after that */
  readonly resetCounters: (event: ActedOn, then: { readonly activate: boolean }) => void;
  readonly remove: (event: ActedOn) => void;
  /** Everything that can be done with an event; `open` and `edit` where they are no buttons already. */
  readonly menu: (event: ActedOn, parts: { readonly inList: boolean }) => readonly MenuAction[];
}

const doneWords: Readonly<Record<EventStatus, string>> = {
  ACTIVE: "is active",
  PAUSED: "is paused",
  DRAFT: "is a draft again",
  ARCHIVED: "is archived",
};

/** What a person can do with an event, wherever it is shown. Failures are told where they happen. */
export function useEventActions(): EventActions {
  const api = useApi();
  const client = useApiClient();
  const { mutate: run } = useMutation(api.events.run.mutationOptions());
  const { mutate: changeStatus } = useMutation(api.events.setStatus.mutationOptions());
  const { mutate: reset } = useMutation(api.events.resetCounters.mutationOptions());
  const { mutate: remove } = useMutation(api.events.remove.mutationOptions());
  return useMemo(() => {
    const actions: EventActions = {
      run: (event, onQueued) =>
        run(
          { id: event.id },
          {
            onSuccess: ({ jobId }) => {
              if (onQueued === undefined) notifyDone(`“${event.name}” is queued`);
              else onQueued(jobId);
            },
            onError: (error) => notifyProblem(`“${event.name}” could not be run`, error),
          },
        ),
      setStatus: (event, status) =>
        changeStatus(
          { id: event.id, status },
          {
            onSuccess: () => notifyDone(`“${event.name}” ${doneWords[status]}`),
            onError: (error) => notifyProblem(`“${event.name}” could not be changed`, error),
          },
        ),
      resetCounters: (event, { activate }) =>
        confirm(
          askToReset(event, activate, () =>
            reset(
              { id: event.id },
              {
                onSuccess: () => {
                  if (activate) actions.setStatus(event, "ACTIVE");
                  else notifyDone(`The counters of “${event.name}” start from 0`);
                },
                onError: (error) => notifyProblem(`The counters of “${event.name}” could not be reset`, error),
              },
            ),
          ),
        ),
      remove: (event) =>
        void askToDelete(client, event, () =>
          remove(
            { id: event.id },
            {
              onSuccess: () => {
                notifyDone(`“${event.name}” is deleted`);
                if (window.location.hash.startsWith(paths.event(event.id))) {
                  navigate(paths.events(), { replace: true, unguarded: true });
                }
              },
              onError: (error) => notifyProblem(`“${event.name}” could not be deleted`, error),
            },
          ),
        ).then(confirm),
      menu: (event, { inList }) => {
        const entry = (label: string, icon: MenuAction["icon"], act: () => void): MenuAction => ({
          label,
          icon,
          run: act,
        });
        const wanted = (status: EventStatus) => () => actions.setStatus(event, status);
        const archived = event.status === "ARCHIVED";
        return [
          ...(inList && !archived ? [entry("Run now", IconPlayerPlay, () => actions.run(event))] : []),
          ...(inList ? [entry("Open", IconExternalLink, () => navigate(paths.event(event.id)))] : []),
          ...(inList ? [entry("Edit", IconEdit, () => navigate(paths.editEvent(event.id)))] : []),
          entry("Duplicate", IconCopy, () => navigate(paths.newEvent({ copy: event.id }))),
          ...(event.status === "ACTIVE" && inList ? [entry("Pause", IconPlayerPause, wanted("PAUSED"))] : []),
          ...(["DRAFT", "PAUSED"].includes(event.status) && inList
            ? [entry("Activate", IconPlayerTrackNext, wanted("ACTIVE"))]
            : []),
          ...(event.runCount > 0 || event.failureStreak > 0
            ? [entry("Reset the counters…", IconRestore, () => actions.resetCounters(event, { activate: false }))]
            : []),
          archived
            ? entry("Take out of the archive, paused", IconArchiveOff, wanted("PAUSED"))
            : entry("Archive", IconArchive, wanted("ARCHIVED")),
          { ...entry("Delete…", IconTrash, () => actions.remove(event)), danger: true },
        ];
      },
    };
    return actions;
  }, [run, changeStatus, reset, remove, client]);
}
