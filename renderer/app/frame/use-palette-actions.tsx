import {
  IconBox,
  IconBrightness,
  IconCalendarEvent,
  IconCalendarOff,
  IconFileSearch,
  IconKeyboard,
  IconPlayerPlay,
  IconPlus,
  IconServer,
  IconTerminal2,
} from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import { useShortcuts } from "../../keyboard/shortcuts.ts";
import { navigate } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { notifyProblem } from "../../ui/notify.tsx";
import { areas } from "./areas.ts";
import type { PaletteGroup } from "./filter-palette.ts";

const iconSize = 17;

function useRun(): (id: number, name: string) => void {
  const api = useApi();
  const run = useMutation(api.events.run.mutationOptions());
  return (id, name) => {
    run.mutate(
      { id },
      {
        onSuccess: ({ jobId }) => navigate(paths.job(jobId)),
        onError: (error) => notifyProblem(`${name} could not be run`, error),
      },
    );
  };
}

/**
 * Everything the palette offers.
 * @param opened while it is closed nothing is asked for
 */
export function usePaletteActions(opened: boolean): readonly PaletteGroup[] {
  const api = useApi();
  const events = useQuery(api.events.list.queryOptions({}, { enabled: opened }));
  const calendars = useQuery(api.calendars.list.queryOptions(undefined, { enabled: opened }));
  const servers = useQuery(api.servers.list.queryOptions({}, { enabled: opened }));
  const settings = useQuery(api.settings.get.queryOptions());
  const saveSettings = useMutation(api.settings.set.mutationOptions());
  const run = useRun();
  if (!opened) return [];
  const otherLook = settings.data?.theme === "dark" ? "light" : "dark";
  return [
    {
      group: "Go to",
      whole: true,
      actions: [
        ...areas.map((entry) => ({
          id: `go ${entry.area}`,
          label: entry.label,
          keys: `g ${entry.key}`,
          leftSection: <entry.icon size={iconSize} aria-hidden />,
          onClick: () => navigate(entry.href),
        })),
        {
          id: "go calendars",
          label: "Calendars",
          leftSection: <IconCalendarOff size={iconSize} aria-hidden />,
          onClick: () => navigate(paths.calendars()),
        },
        {
          id: "go terminals",
          label: "Terminals",
          keys: "g t",
          keywords: ["shell", "console", "ssh"],
          leftSection: <IconTerminal2 size={iconSize} aria-hidden />,
          onClick: () => navigate(paths.terminals()),
        },
        {
          id: "go images",
          label: "Images",
          keywords: ["docker", "container", "build", "pull"],
          leftSection: <IconBox size={iconSize} aria-hidden />,
          onClick: () => navigate(paths.images()),
        },
        {
          id: "search logs",
          label: "Search logs…",
          keys: "g l",
          keywords: ["find", "grep", "output"],
          leftSection: <IconFileSearch size={iconSize} aria-hidden />,
          onClick: () => navigate(paths.search()),
        },
      ],
    },
    {
      group: "Do",
      actions: [
        {
          id: "new event",
          label: "New event",
          keys: "c",
          leftSection: <IconPlus size={iconSize} aria-hidden />,
          onClick: () => navigate(paths.newEvent()),
        },
        {
          id: "add server",
          label: "Add a server",
          leftSection: <IconPlus size={iconSize} aria-hidden />,
          onClick: () => navigate(paths.servers({ add: 1 })),
        },
        {
          id: "new calendar",
          label: "New calendar",
          keywords: ["blackout", "maintenance window", "holidays"],
          leftSection: <IconPlus size={iconSize} aria-hidden />,
          onClick: () => navigate(paths.newCalendar()),
        },
        {
          id: "new variable",
          label: "New variable",
          keywords: ["value", "secret", "share"],
          leftSection: <IconPlus size={iconSize} aria-hidden />,
          onClick: () => navigate(paths.variables({ add: 1 })),
        },
        {
          id: "look",
          label: `Switch to the ${otherLook} look`,
          leftSection: <IconBrightness size={iconSize} aria-hidden />,
          onClick: () =>
            saveSettings.mutate(
              { theme: otherLook },
              { onError: (error) => notifyProblem("The look could not be saved", error) },
            ),
        },
        {
          id: "keyboard",
          label: "Keyboard shortcuts",
          keys: "?",
          leftSection: <IconKeyboard size={iconSize} aria-hidden />,
          onClick: () =>
            useShortcuts
              .getState()
              .list.findLast(({ keys }) => keys === "?")
              ?.run(),
        },
      ],
    },
    {
      group: "Events",
      actions: (events.data ?? []).map((event) => ({
        id: `event ${String(event.id)}`,
        label: event.name,
        description: event.scheduleWords,
        keywords: [...event.tags],
        leftSection: <IconCalendarEvent size={iconSize} aria-hidden />,
        onClick: () => navigate(paths.event(event.id)),
      })),
    },
    {
      group: "Run",
      actions: (events.data ?? [])
        .filter((event) => event.status !== "ARCHIVED")
        .map((event) => ({
          id: `run ${String(event.id)}`,
          label: `Run ${event.name} now`,
          leftSection: <IconPlayerPlay size={iconSize} aria-hidden />,
          onClick: () => run(event.id, event.name),
        })),
    },
    {
      group: "Calendars",
      actions: (calendars.data ?? []).map((calendar) => ({
        id: `calendar ${String(calendar.id)}`,
        label: calendar.name,
        description: calendar.description,
        leftSection: <IconCalendarOff size={iconSize} aria-hidden />,
        onClick: () => navigate(paths.calendar(calendar.id)),
      })),
    },
    {
      group: "Servers",
      actions: (servers.data ?? []).map((server) => ({
        id: `server ${String(server.id)}`,
        label: server.name,
        description: `${server.username}@${server.address}`,
        keywords: [...server.groups],
        leftSection: <IconServer size={iconSize} aria-hidden />,
        onClick: () => navigate(paths.server(server.id)),
      })),
    },
    {
      group: "Terminals",
      actions: (servers.data ?? []).map((server) => ({
        id: `terminal ${String(server.id)}`,
        label: `Open terminal on ${server.name}`,
        keywords: ["shell", "console", "ssh", ...server.groups],
        leftSection: <IconTerminal2 size={iconSize} aria-hidden />,
        onClick: () => navigate(paths.serverTerminal(server.id)),
      })),
    },
  ];
}
