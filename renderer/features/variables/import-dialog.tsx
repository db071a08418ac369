import { Button, Checkbox, FileButton, Group, Modal, SegmentedControl, Stack, Textarea } from "@mantine/core";
import { IconFile } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { variableFormats, type VariableFormat } from "../../../shared/variable.ts";
import { useApi } from "../../bridge/api.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { notifyDone } from "../../ui/notify.tsx";
import { counted } from "../../ui/plural.ts";
import { ImportPreview } from "./import-preview.tsx";
import styles from "./variables.module.css";

/** Larger files do not go through at once. Bytes. */
const largestFileBytes = 12_000_000;
/** A longer file only makes the field slow. */
const longestShown = 200_000;

const placeholders: Readonly<Record<VariableFormat, string>> = {
  json: '{ "REGION": "eu-central", "LIMIT": 3 }',
  env: "REGION=eu-central\nLIMIT=3",
  csv: "key,value,type\nREGION,eu-central,text\nLIMIT,3,json",
};

export interface ImportDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Makes variables as a file says, after showing what would change. */
export function ImportDialog({ opened, onClose }: ImportDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Import variables"
      size={680}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {/* Mounted anew each time, so that it opens empty. */}
      {opened && <ImportForm onClose={onClose} />}
    </Modal>
  );
}

function formatOf(fileName: string): VariableFormat | undefined {
  return variableFormats.find((format) => fileName.toLowerCase().endsWith(`.${format}`));
}

function ImportForm({ onClose }: { readonly onClose: () => void }) {
  const api = useApi();
  const look = useMutation(api.variables.import.mutationOptions());
  const apply = useMutation(api.variables.import.mutationOptions());
  const [format, setFormat] = useState<VariableFormat>("env");
  const [typed, setTyped] = useState(false);
  const [text, setText] = useState("");
  const [fileName, setFileName] = useState<string>();
  const [trouble, setTrouble] = useState<string>();
  const changed = (): void => {
    look.reset();
    apply.reset();
    setTrouble(undefined);
  };
  const open = (file: File | null): void => {
    if (file === null) return;
    changed();
    if (file.size > largestFileBytes) {
      setTrouble(`${file.name} is larger than 12 MB; import it in parts.`);
      return;
    }
    const own = formatOf(file.name) ?? format;
    file.text().then(
      (content) => {
        setFormat(own);
        setText(content);
        setFileName(file.name);
        look.mutate({ format: own, text: content, typed, dryRun: true });
      },
      () => setTrouble(`${file.name} could not be read`),
    );
  };
  const found = look.data?.lines;
  const changes = (found ?? []).filter(({ change }) => change === "create" || change === "update").length;
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap">
        <SegmentedControl
          aria-label="Format"
          data={variableFormats.map((value) => ({ value, label: value }))}
          value={format}
          onChange={(value) => {
            changed();
            setFormat(variableFormats.find((known) => known === value) ?? "env");
          }}
        />
        <FileButton onChange={open} inputProps={{ "aria-label": "Choose a file of variables" }}>
          {(button) => (
            <Button {...button} variant="default" flex="none" leftSection={<IconFile size={14} aria-hidden />}>
              Choose file
            </Button>
          )}
        </FileButton>
      </Group>
      {text.length > longestShown ? (
        <p className={styles.quiet}>
          {fileName}: {text.length.toLocaleString("en-GB")} characters
        </p>
      ) : (
        <Textarea
          label="Its text"
          rows={6}
          spellCheck={false}
          placeholder={placeholders[format]}
          styles={{ input: { fontFamily: "var(--font-mono)" } }}
          value={text}
          error={trouble}
          onChange={(input) => {
            changed();
            setText(input.currentTarget.value);
          }}
        />
      )}
      {format !== "json" && (
        <Checkbox
          label="Take 5, true, null and {…} without quotes for what they are"
          description="Otherwise every value is a text."
          checked={typed}
          onChange={(input) => {
            changed();
            setTyped(input.currentTarget.checked);
          }}
        />
      )}
      {look.error !== null && <ErrorPanel title="This could not be read" error={look.error} />}
      {apply.error !== null && <ErrorPanel title="Nothing was imported" error={apply.error} />}
      {found !== undefined && <ImportPreview lines={found} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        {changes === 0 ? (
          <Button
            loading={look.isPending}
            disabled={text.trim() === ""}
            onClick={() => look.mutate({ format, text, typed, dryRun: true })}
          >
            Show what would change
          </Button>
        ) : (
          <Button
            data-autofocus
            loading={apply.isPending}
            onClick={() =>
              apply.mutate(
                { format, text, typed },
                {
                  onSuccess: () => {
                    notifyDone(`${counted(changes, "variable")} imported`);
                    onClose();
                  },
                },
              )
            }
          >
            Import {counted(changes, "variable")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
