import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useState } from "react";
import { bytesText } from "../../../shared/bytes-text.ts";
import type { StorageView } from "../../bridge/views.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { classes, toneClass } from "../../ui/tone-class.ts";
import styles from "./storage.module.css";

type Backup = StorageView["backups"][number];

/** So many are shown until all are asked for. */
const shownAtFirst = 5;

const reasons: Readonly<Record<Backup["label"], string>> = {
  scheduled: "scheduled",
  "by-hand": "by hand",
  "before-migration": "before a new version",
  "before-rollback": "before a rollback",
};

/** The backups there are, and how one is put back. */
export function BackupList({ backups }: { readonly backups: readonly Backup[] }) {
  const [all, setAll] = useState(false);
  if (backups.length === 0) return null;
  const shown = all ? backups : backups.slice(0, shownAtFirst);
  return (
    <div className={styles.list}>
      <table className={styles.table} aria-label="Backups">
        <thead>
          <tr>
            <th scope="col">Backup</th>
            <th scope="col">Why</th>
            <th scope="col" className={styles.number}>
              Size
            </th>
            <th scope="col">Checked</th>
            <th scope="col">
              <span className={styles.unseen}>How to restore it</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((backup) => (
            <tr key={backup.path}>
              <td>
                <RelativeTime at={backup.at} />
              </td>
              <td>{reasons[backup.label]}</td>
              <td className={styles.number}>{bytesText(backup.bytes)}</td>
              <td>
                <Checked verified={backup.verified} />
              </td>
              <td className={styles.number}>
                <CopyButton text={restoreCommand(backup.path)} what="the command that restores it" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {backups.length > shownAtFirst && (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? "Show the newest only" : `Show all ${String(backups.length)}`}
        </Button>
      )}
      <p className={styles.quiet}>
        To restore one, quit Cronium, run the copied command in a terminal, and start Cronium again. The backup is
        checked first, and what is there now is kept beside it.
      </p>
    </div>
  );
}

function Checked({ verified }: { readonly verified: boolean }) {
  const Icon = verified ? IconCircleCheck : IconAlertTriangle;
  return (
    <span className={classes(styles.checked, toneClass(verified ? "completed" : "partial"))}>
      <Icon size={14} aria-hidden /> {verified ? "verified" : "not verified"}
    </span>
  );
}

function restoreCommand(path: string): string {
  return `cronium db restore "${path}"`;
}
