import { Button } from "@mantine/core";
import { IconDatabaseExport } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import type { Settings } from "../../bridge/views.ts";
import { LoadingRows } from "../../ui/delayed.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { notifyDone, notifyProblem } from "../../ui/notify.tsx";
import { Section } from "../../ui/section.tsx";
import { BackupList } from "./backup-list.tsx";
import { StorageMeter } from "./storage-meter.tsx";
import { StorageSafety } from "./storage-safety.tsx";
import { StorageSettings } from "./storage-settings.tsx";
import styles from "./storage.module.css";

/** While it is looked at, sizes are read anew this often, milliseconds. */
const lookEveryMs = 30_000;

/** Whether the data is safe, what it takes, its backups, and how much of it is kept. */
export function Storage({ settings }: { readonly settings: Settings | undefined }) {
  const api = useApi();
  const { data, error, refetch } = useQuery(
    api.system.storage.queryOptions(undefined, { refetchInterval: lookEveryMs }),
  );
  const backUp = useMutation(
    api.database.backUp.mutationOptions({
      onSuccess: () => notifyDone("The database is backed up"),
      onError: (failure) => notifyProblem("The database could not be backed up", failure),
      onSettled: () => void refetch(),
    }),
  );
  return (
    <Section
      title="Storage"
      actions={
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconDatabaseExport size={14} aria-hidden />}
          loading={backUp.isPending}
          disabled={data === undefined}
          onClick={() => backUp.mutate()}
        >
          Back up now
        </Button>
      }
      flush
    >
      {data === undefined && error === null && <LoadingRows rows={4} />}
      {data === undefined && error !== null && (
        <ErrorPanel title="The storage could not be measured" error={error} onRetry={() => void refetch()} />
      )}
      {data !== undefined && (
        <div className={styles.panel}>
          <StorageSafety storage={data} />
          <StorageMeter storage={data} />
          <BackupList backups={data.backups} />
        </div>
      )}
      {settings !== undefined && <StorageSettings settings={settings} />}
    </Section>
  );
}
