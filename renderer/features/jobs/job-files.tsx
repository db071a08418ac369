import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { bytesText } from "../../../shared/bytes-text.ts";
import { useApiClient } from "../../bridge/api.tsx";
import type { JobFile } from "../../bridge/views.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { chooseFile, chosenFileFromBytes, gatherFile } from "../../ui/log-pane/save-target.ts";
import { notifyProblem } from "../../ui/notify.tsx";
import type { Column } from "../../ui/table-column.ts";
import { targetWords } from "../../ui/target-words.ts";
import { saveJobFile } from "./save-job-file.ts";
import styles from "./job-files.module.css";

/** The files that the runs of a job have left. */
export function JobFiles({ files }: { readonly files: readonly JobFile[] }) {
  const client = useApiClient();
  const [saving, setSaving] = useState<string>();
  const current = useRef<AbortController>(undefined);
  useEffect(() => () => current.current?.abort(), []);
  const leftOut = files.filter(({ sha256 }) => sha256 === undefined);
  const isOne = new Set(files.map(({ executionId }) => executionId)).size === 1;

  async function save(file: JobFile): Promise<void> {
    const controller = new AbortController();
    current.current = controller;
    const name = file.path.split("/").at(-1) ?? file.path;
    try {
      const chosen = file.bytes > chosenFileFromBytes ? await chooseFile(name) : undefined;
      setSaving(keyOf(file));
      await saveJobFile(client, file, chosen ?? gatherFile(name), controller.signal);
    } catch (error) {
      const nothingChosen = error instanceof DOMException && error.name === "AbortError";
      if (!controller.signal.aborted && !nothingChosen) notifyProblem("The file could not be saved", error);
    } finally {
      setSaving(undefined);
    }
  }

  const columns: readonly Column<JobFile>[] = [
    { key: "path", title: "File", cell: (file) => <code title={file.path}>{file.path}</code> },
    { key: "bytes", title: "Size", width: 90, align: "end", cell: (file) => bytesText(file.bytes) },
    ...(isOne
      ? []
      : [
          {
            key: "target",
            title: "On",
            width: 160,
            cell: (file: JobFile) => `${targetWords(file.target)}, attempt ${String(file.attempt)}`,
          },
        ]),
    {
      key: "sha256",
      title: "SHA-256",
      width: 170,
      cell: (file) =>
        file.sha256 === undefined ? (
          <span className={styles.unkept}>not kept</span>
        ) : (
          <span className={styles.digest}>
            <code title={file.sha256}>{file.sha256.slice(0, 12)}…</code>
            <CopyButton text={file.sha256} what={`the SHA-256 of ${file.path}`} />
          </span>
        ),
    },
    {
      key: "save",
      title: "Download",
      hidesTitle: true,
      width: 130,
      align: "end",
      cell: (file) =>
        file.sha256 === undefined ? null : (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
            loading={saving === keyOf(file)}
            disabled={saving !== undefined && saving !== keyOf(file)}
            aria-label={`Download ${file.path}`}
            onClick={() => void save(file)}
          >
            Download
          </Button>
        ),
    },
  ];
  return (
    <div className={styles.files}>
      {leftOut.length > 0 && (
        <p className={styles.notice}>
          {leftOut.length === 1 ? "1 file was" : `${String(leftOut.length)} files were`} not kept: too large or too many
          for what is kept of one run, or not readable. The log says which rule it was.
        </p>
      )}
      <DataTable label="Files" rows={files} rowKey={keyOf} columns={columns} height="content" />
    </div>
  );
}

function keyOf({ executionId, path }: JobFile): string {
  return `${executionId}/${path}`;
}
