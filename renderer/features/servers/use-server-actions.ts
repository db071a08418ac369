import { useMutation } from "@tanstack/react-query";
import { IconArchive, IconArchiveOff, IconPencil, IconPlugConnected, IconTerminal2 } from "@tabler/icons-react";
import { useApi, useApiClient } from "../../bridge/api.tsx";
import type { ServerTest, ServerView } from "../../bridge/views.ts";
import { navigate } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { confirm } from "../../ui/confirm.tsx";
import type { MenuAction } from "../../ui/menu-actions.tsx";
import { notifyDone, notifyProblem, notifyTrouble } from "../../ui/notify.tsx";
import { archiveConsequences } from "./archive-consequences.ts";
import { useTestServer } from "./use-test-server.ts";

export interface ServerActions {
  readonly test: (server: ServerView) => void;
  readonly archive: (server: ServerView) => void;
  /** Everything that can be done with a server of a list. */
  readonly menu: (
    server: ServerView,
    open: { readonly edit: () => void; readonly restore: () => void },
  ) => readonly MenuAction[];
}

function tellTest(server: ServerView, result: ServerTest): void {
  if (result.ok) notifyDone(`${server.name}: ${result.message}`);
  else
    notifyTrouble(`${server.name} did not pass its test`, [result.message, result.remedy].filter(Boolean).join(". "));
}

/** What can be done with servers from a list; results are told in notifications. */
export function useServerActions(): ServerActions {
  const api = useApi();
  const client = useApiClient();
  const testing = useTestServer();
  const archiving = useMutation(api.servers.archive.mutationOptions());
  const test = (server: ServerView): void =>
    testing.mutate(
      { id: server.id },
      {
        onSuccess: (result) => tellTest(server, result),
        onError: (error) => notifyProblem(`${server.name} could not be tested`, error),
      },
    );
  const archive = (server: ServerView): void => {
    // Asked at this moment: what depends on it may have changed since it was shown.
    client.servers.impact.query({ id: server.id }).then(
      (impact) =>
        confirm({
          title: `Archive ${server.name}?`,
          consequences: archiveConsequences(impact),
          verb: "Archive",
          danger: true,
          onConfirm: () =>
            archiving.mutate(
              { id: server.id },
              {
                onSuccess: () => notifyDone(`${server.name} is archived.`),
                onError: (error) => notifyProblem(`${server.name} could not be archived`, error),
              },
            ),
        }),
      (error: unknown) => notifyProblem(`What depends on ${server.name} could not be read`, error),
    );
  };
  const menu: ServerActions["menu"] = (server, open) =>
    server.archived
      ? [{ label: "Restore", icon: IconArchiveOff, run: open.restore }]
      : [
          { label: "Test", icon: IconPlugConnected, run: () => test(server) },
          { label: "Open terminal", icon: IconTerminal2, run: () => navigate(paths.serverTerminal(server.id)) },
          { label: "Edit", icon: IconPencil, run: open.edit },
          { label: "Archive", icon: IconArchive, danger: true, run: () => archive(server) },
        ];
  return { test, archive, menu };
}
