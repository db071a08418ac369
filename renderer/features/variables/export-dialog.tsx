import { Button, Group, Modal, SegmentedControl, Stack } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { variableFormats, type VariableFormat } from "../../../shared/variable.ts";
import { useApi } from "../../bridge/api.tsx";
import { CodeBlock } from "../../ui/code-text.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { saveText } from "../../ui/save-text.ts";
import styles from "./variables.module.css";

/** Characters of a file that are shown before it is saved. */
const longestShown = 20_000;

export interface ExportDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Saves all variables as a file, after showing what is in it. */
export function ExportDialog({ opened, onClose }: ExportDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Export variables"
      size={620}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {opened && <ExportForm onClose={onClose} />}
    </Modal>
  );
}

function ExportForm({ onClose }: { readonly onClose: () => void }) {
  const api = useApi();
  const [format, setFormat] = useState<VariableFormat>("json");
  const file = useQuery(api.variables.export.queryOptions({ format }));
  const text = file.data?.text ?? "";
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <SegmentedControl
          aria-label="Format"
          data={variableFormats.map((value) => ({ value, label: value }))}
          value={format}
          onChange={(value) => setFormat(variableFormats.find((known) => known === value) ?? "json")}
        />
        <span className={styles.quiet}>Secrets are named without their value.</span>
      </Group>
      {file.error !== null && <ErrorPanel title="The variables could not be exported" error={file.error} />}
      {file.isPending && <LoadingRows rows={4} />}
      {file.data !== undefined && (
        <CodeBlock
          text={text.length > longestShown ? `${text.slice(0, longestShown)}\n…` : text}
          copy="the beginning"
        />
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <Button
          disabled={file.data === undefined}
          leftSection={<IconDownload size={15} aria-hidden />}
          onClick={() => saveText(format === "env" ? "variables.env" : `variables.${format}`, text)}
        >
          Save file
        </Button>
      </Group>
    </Stack>
  );
}
