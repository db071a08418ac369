import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useApi, useApiClient } from "../../bridge/api.tsx";
import { fieldErrors, toProblem, type Problem } from "../../bridge/problem.ts";
import { navigate } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { notifyDone, notifyProblem } from "../../ui/notify.tsx";
import type { EventDraft } from "./event-draft.ts";
import { sortComplaints } from "./event-fields.ts";
import { goToField } from "./event-form.ts";
import { previewComplaint, previewedSchedule } from "./previewed-schedule.ts";
import { readDraft, type Complaints } from "./event-input.ts";

export interface SaveParts {
  /** Absent for a new event. */
  readonly id: number | undefined;
  readonly version: number | undefined;
  readonly setComplaints: (found: Complaints) => void;
  readonly onStale: (() => void) | undefined;
}

export interface SaveEvent {
  readonly state: "idle" | "saving" | "saved";
  /** Why saving failed, when it was no field's fault. */
  readonly trouble: Problem | undefined;
  readonly save: (draft: EventDraft, what: "save" | "save and run" | "run") => Promise<void>;
}

/** Saves the form, tells each field what is wrong with it, and goes to the event or to its job. */
export function useSaveEvent({ id, version, setComplaints, onStale }: SaveParts): SaveEvent {
  const api = useApi();
  const client = useApiClient();
  const create = useMutation(api.events.create.mutationOptions());
  const update = useMutation(api.events.update.mutationOptions());
  const run = useMutation(api.events.run.mutationOptions());
  const [state, setState] = useState<SaveEvent["state"]>("idle");
  const [trouble, setTrouble] = useState<Problem>();

  const complain = (found: Complaints): void => {
    setComplaints(found);
    const first = sortComplaints(found).find(({ field }) => field !== undefined)?.field;
    // The fields are drawn with their complaints, and unfolded, before the next frame.
    if (first !== undefined) requestAnimationFrame(() => goToField(first.path));
  };

  /** Saving stops at the first fault only the core can see; asked beforehand, it is told with the others. */
  const scheduleComplaint = async (draft: EventDraft): Promise<Complaints> => {
    const schedule = previewedSchedule(draft);
    if (schedule === undefined) return {};
    try {
      return previewComplaint(await client.schedules.preview.query({ schedule, count: 1 }));
    } catch (error) {
      setTrouble(toProblem(error));
      return {};
    }
  };

  const store = async (draft: EventDraft): Promise<number | undefined> => {
    const read = readDraft(draft);
    if (!read.ok) {
      complain({ ...(await scheduleComplaint(draft)), ...read.complaints });
      return undefined;
    }
    setComplaints({});
    try {
      if (id === undefined || version === undefined) return (await create.mutateAsync(read.input)).id;
      return (await update.mutateAsync({ id, version, event: read.input })).id;
    } catch (error) {
      const problem = toProblem(error);
      const found = fieldErrors(problem);
      if (problem.code === "conflict" && problem.field === undefined) onStale?.();
      else if (sortComplaints(found).some(({ field }) => field !== undefined)) complain(found);
      else setTrouble(problem);
      return undefined;
    }
  };

  return {
    state,
    trouble,
    async save(draft, what) {
      if (state !== "idle") return;
      setState("saving");
      setTrouble(undefined);
      const saved = what === "run" ? id : await store(draft);
      if (saved === undefined) {
        setState("idle");
        return;
      }
      setState("saved");
      const manner = { replace: true, unguarded: true };
      if (what === "save") {
        notifyDone(`“${draft.name.trim()}” is saved`);
        navigate(paths.event(saved), manner);
        return;
      }
      try {
        const { jobId } = await run.mutateAsync({ id: saved });
        navigate(paths.job(jobId), manner);
      } catch (error) {
        notifyProblem(what === "run" ? "It could not be run" : "It is saved, but could not be run", error);
        navigate(paths.event(saved), manner);
      }
    },
  };
}
