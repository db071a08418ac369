import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Chips } from "../../ui/chips.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ServerStatusBadge } from "../../ui/status-badge.tsx";
import styles from "./servers.module.css";

/** What the list says while there is no server. */
export function NoServers({ onAdd }: { readonly onAdd: () => void }) {
  return (
    <EmptyState
      sentence="Add a machine you can reach over SSH; nothing is installed on it."
      picture={
        <div className={styles.example}>
          <b>web-1</b>
          <Chips names={["production"]} />
          <ServerStatusBadge status="online" />
        </div>
      }
      action={
        <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={onAdd}>
          Add server
        </Button>
      }
    />
  );
}
