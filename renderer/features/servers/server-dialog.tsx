import { Modal } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import type { ServerView } from "../../bridge/views.ts";
import { navigate } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { notifyDone } from "../../ui/notify.tsx";
import { ServerForm } from "./server-form.tsx";
import { useTestServer } from "./use-test-server.ts";

export interface ServerDialogProps {
  /** `new`, a server to change, or nothing: closed. */
  readonly subject: ServerView | "new" | undefined;
  readonly onClose: () => void;
}

/** Adds a server, or changes one. A new one is tested at once, on its own page. */
export function ServerDialog({ subject, onClose }: ServerDialogProps) {
  const api = useApi();
  const servers = useQuery(api.servers.list.queryOptions());
  const create = useMutation(api.servers.create.mutationOptions());
  const update = useMutation(api.servers.update.mutationOptions());
  const test = useTestServer();
  const server = subject === "new" ? undefined : subject;
  const knownGroups = [...new Set((servers.data ?? []).flatMap((each) => each.groups))].sort();
  const knownTags = [...new Set((servers.data ?? []).flatMap((each) => each.tags))].sort();
  return (
    <Modal
      opened={subject !== undefined}
      onClose={onClose}
      title={server === undefined ? "Add a server" : `Edit ${server.name}`}
      size={620}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {subject !== undefined && (
        <ServerForm
          server={server}
          knownGroups={knownGroups}
          knownTags={knownTags}
          onCancel={onClose}
          onSave={async (input) => {
            if (server === undefined) {
              const { id } = await create.mutateAsync(input);
              // Its page shows how the test goes; a failure to test is told there.
              test.mutate({ id });
              navigate(paths.server(id));
            } else {
              await update.mutateAsync({ id: server.id, server: input });
              notifyDone(`${input.name} is saved.`);
            }
            onClose();
          }}
        />
      )}
    </Modal>
  );
}
