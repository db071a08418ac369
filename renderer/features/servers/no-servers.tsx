import { Button, Group } from "@mantine/core";
import { IconFileImport, IconPlus } from "@tabler/icons-react";
import { Chips } from "../../ui/chips.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import example from "../../ui/example-row.module.css";
import { ServerStatusBadge } from "../../ui/status-badge.tsx";

/** What the list says while there is no server. */
export function NoServers({ onAdd, onImport }: { readonly onAdd: () => void; readonly onImport: () => void }) {
  return (
    <EmptyState
      sentence="Add a machine you can reach over SSH; nothing is installed on it."
      picture={
        <div className={example.row}>
          <b>web-1</b>
          <Chips names={["production"]} />
          <ServerStatusBadge status="online" />
        </div>
      }
      action={
        <Group gap="xs">
          <Button variant="default" leftSection={<IconFileImport size={15} aria-hidden />} onClick={onImport}>
            Import from OpenSSH
          </Button>
          <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={onAdd}>
            Add server
          </Button>
        </Group>
      }
    />
  );
}
