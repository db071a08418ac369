import { useMutation } from "@tanstack/react-query";
import { IconArchive, IconArchiveOff, IconPencil, IconPlugConnected, IconTerminal2 } from "@tabler/icons-react";
import { useApi } from "../../bridge/api.tsx";
import type { ServerTest, ServerView } from "../../bridge/views.ts";
import { navigate } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { confirm } from "../../ui/confirm.tsx";
import type { MenuAction } from "../../ui/menu-actions.tsx";
import { notifyDone, notifyProblem, notifyTrouble } from "../../ui/notify.tsx";
import { counted } from "../../ui/plural.ts";
import { useTestServer } from "./use-test-server.ts";

/** What archiving a server takes away, one sentence each. */
function archiveConsequences(server: Pick<ServerView, "eventCount" | "runningCount">): readonly string[] {
  const lines = ["Nothing runs there any more and it is no longer checked."];
  if (server.eventCount > 0) {
    lines.push(
      `${counted(server.eventCount, "event")} will no longer run there; where it is the only server, runs fail.`,
    );
  }
  if (server.runningCount > 0) {
    lines.push(`${counted(server.runningCount, "job")} running there now may end without a known result.`);
  }
  lines.push("Its credential, jobs and logs are kept, and it can be restored.");
  return lines;
}

export interface ServerActions {
  readonly test: (server: ServerView) => void;
  readonly archive: (server: ServerView) => void;
  readonly restore: (server: ServerView) => void;
  /** Everything that can be done with a server of a list. */
  readonly menu: (server: ServerView, edit: () => void) => readonly MenuAction[];
}

function tellTest(server: ServerView, result: ServerTest): void {
  if (result.ok) notifyDone(`${server.name}: ${result.message}`);
  else
    notifyTrouble(`${server.name} did not pass its test`, [result.message, result.remedy].filter(Boolean).join(". "));
}

/** What can be done with servers from a list; results are told in notifications. */
export function useServerActions(): ServerActions {
  const api = useApi();
  const testing = useTestServer();
  const archiving = useMutation(api.servers.archive.mutationOptions());
  const restoring = useMutation(api.servers.restore.mutationOptions());
  const test = (server: ServerView): void =>
    testing.mutate(
      { id: server.id },
      {
        onSuccess: (result) => tellTest(server, result),
        onError: (error) => notifyProblem(`${server.name} could not be tested`, error),
      },
    );
  const archive = (server: ServerView): void =>
    confirm({
      title: `Archive ${server.name}?`,
      consequences: archiveConsequences(server),
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
    });
  const restore = (server: ServerView): void =>
    restoring.mutate(
      { id: server.id },
      {
        onSuccess: () => notifyDone(`${server.name} is back. Test it before you rely on it.`),
        onError: (error) => notifyProblem(`${server.name} could not be restored`, error),
      },
    );
  const menu = (server: ServerView, edit: () => void): readonly MenuAction[] =>
    server.archived
      ? [{ label: "Restore", icon: IconArchiveOff, run: () => restore(server) }]
      : [
          { label: "Test", icon: IconPlugConnected, run: () => test(server) },
          { label: "Open terminal", icon: IconTerminal2, run: () => navigate(paths.serverTerminal(server.id)) },
          { label: "Edit", icon: IconPencil, run: edit },
          { label: "Archive", icon: IconArchive, danger: true, run: () => archive(server) },
        ];
  return { test, archive, restore, menu };
}
