import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../bridge/api.tsx";
import { fieldErrors, toProblem, type Problem } from "../../bridge/problem.ts";
import { navigate } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { notifyDone } from "../../ui/notify.tsx";
import type { CalendarDraft } from "./calendar-draft.ts";
import { goToField, sortComplaints } from "./calendar-fields.ts";
import { readDraft, type Complaints } from "./calendar-input.ts";

export interface SaveCalendarParts {
  /** Absent for a new calendar. */
  readonly id: number | undefined;
  readonly version: number | undefined;
  readonly setComplaints: (found: Complaints) => void;
  /** Somebody else saved it meanwhile. */
  readonly onStale: (() => void) | undefined;
  /** What is saved now, and the version that made. */
  readonly onSaved: (draft: CalendarDraft, version: number) => void;
}

export interface SaveCalendar {
  readonly busy: boolean;
  /** Why saving failed, when it was no field's fault. */
  readonly trouble: Problem | undefined;
  readonly save: (draft: CalendarDraft) => Promise<void>;
}

/** Saves the form and tells each field what is wrong with it. A new calendar is then opened, another stays open. */
export function useSaveCalendar({ id, version, setComplaints, onStale, onSaved }: SaveCalendarParts): SaveCalendar {
  const api = useApi();
  const create = useMutation(api.calendars.create.mutationOptions());
  const update = useMutation(api.calendars.update.mutationOptions());
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Problem>();

  const complain = (found: Complaints): void => {
    setComplaints(found);
    const first = sortComplaints(found).find(({ field }) => field !== undefined)?.field;
    // The fields are drawn with their complaints before the next frame.
    if (first !== undefined) requestAnimationFrame(() => goToField(first.path));
  };

  return {
    busy,
    trouble,
    async save(draft) {
      if (busy) return;
      const read = readDraft(draft);
      setTrouble(undefined);
      if (!read.ok) {
        complain(read.complaints);
        return;
      }
      setComplaints({});
      setBusy(true);
      try {
        if (id === undefined || version === undefined) {
          const made = await create.mutateAsync(read.input);
          notifyDone(`“${draft.name.trim()}” is saved`);
          navigate(paths.calendar(made.id), { replace: true, unguarded: true });
          return;
        }
        const changed = await update.mutateAsync({ id, version, calendar: read.input });
        onSaved(draft, changed.version);
        notifyDone(`“${draft.name.trim()}” is saved`);
      } catch (error) {
        const problem = toProblem(error);
        const found = fieldErrors(problem);
        if (problem.code === "conflict" && problem.field === undefined) onStale?.();
        else if (sortComplaints(found).some(({ field }) => field !== undefined)) complain(found);
        else setTrouble(problem);
      } finally {
        setBusy(false);
      }
    },
  };
}
