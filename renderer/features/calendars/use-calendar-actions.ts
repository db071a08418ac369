import { IconEdit, IconTrash } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useMemo } from "react";
import { useApi } from "../../bridge/api.tsx";
import type { CalendarView } from "../../bridge/views.ts";
import { navigate } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { confirm } from "../../ui/confirm.tsx";
import type { MenuAction } from "../../ui/menu-actions.tsx";
import { notifyDone, notifyProblem } from "../../ui/notify.tsx";
import { counted } from "../../ui/plural.ts";

export interface CalendarActions {
  readonly remove: (calendar: CalendarView) => void;
  readonly menu: (calendar: CalendarView) => readonly MenuAction[];
}

function consequences({ eventCount, now }: CalendarView): readonly string[] {
  const held = counted(eventCount, "event is", "events are");
  return [
    eventCount === 0
      ? "It holds for no event, so nothing starts that did not before."
      : `${held} no longer held back by it and will start whenever they are due.`,
    ...(now?.effect === "blackout" && eventCount > 0
      ? ["One of its blackouts is open right now and ends with it."]
      : []),
    "What it has held back so far stays in the ledger, with its name.",
    "This cannot be undone.",
  ];
}

/** What a person can do with a calendar, wherever it is shown. */
export function useCalendarActions(): CalendarActions {
  const api = useApi();
  const { mutate: remove } = useMutation(api.calendars.remove.mutationOptions());
  return useMemo(() => {
    const actions: CalendarActions = {
      remove: (calendar) =>
        confirm({
          title: `Delete “${calendar.name}”?`,
          consequences: consequences(calendar),
          verb: "Delete",
          danger: true,
          onConfirm: () =>
            remove(
              { id: calendar.id },
              {
                onSuccess: () => {
                  notifyDone(`“${calendar.name}” is deleted`);
                  if (window.location.hash.startsWith(paths.calendar(calendar.id))) {
                    navigate(paths.calendars(), { replace: true, unguarded: true });
                  }
                },
                onError: (error) => notifyProblem(`“${calendar.name}” could not be deleted`, error),
              },
            ),
        }),
      menu: (calendar) => [
        { label: "Edit", icon: IconEdit, run: () => navigate(paths.calendar(calendar.id)) },
        { label: "Delete…", icon: IconTrash, danger: true, run: () => actions.remove(calendar) },
      ],
    };
    return actions;
  }, [remove]);
}
