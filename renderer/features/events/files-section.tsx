import { ActionIcon, Button, FileButton, TextInput, Tooltip } from "@mantine/core";
import { IconEye, IconTrash, IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import { bytesOfBase64, mostFileBytes, type InputFile } from "../../../shared/container.ts";
import { bytesText } from "../../../shared/bytes-text.ts";
import { CodeBlock } from "../../ui/code-text.tsx";
import { notifyProblem } from "../../ui/notify.tsx";
import { Section } from "../../ui/section.tsx";
import editor from "./event-editor.module.css";
import type { EventForm } from "./event-form.ts";
import { pathOf, readAsBase64, textOf } from "./input-file.ts";
import styles from "./request.module.css";

/** Files that are laid beside the script when it starts. */
export function FilesSection({ form }: { readonly form: EventForm }) {
  const { draft, change, field } = form;
  const { files } = draft;
  const { id, error } = field("files");
  const bytes = files.reduce((sum, { data }) => sum + bytesOfBase64(data), 0);
  const add = (chosen: readonly File[]): void => {
    Promise.all(chosen.map(async (file) => ({ path: pathOf(file.name), data: await readAsBase64(file) }))).then(
      (added) => {
        const names = new Set(added.map(({ path }) => path));
        change({ files: [...files.filter(({ path }) => !names.has(path)), ...added] }, "files");
      },
      (reason: unknown) => notifyProblem("The file could not be read", reason),
    );
  };
  return (
    <Section
      title="Files"
      aside={files.length === 0 ? "Laid beside the script" : `${bytesText(bytes)} of ${bytesText(mostFileBytes)}`}
      actions={
        <FileButton multiple onChange={add}>
          {(props) => (
            <Button {...props} variant="subtle" leftSection={<IconUpload size={14} aria-hidden />}>
              Add files
            </Button>
          )}
        </FileButton>
      }
    >
      <div id={id} tabIndex={-1} className={styles.rows}>
        {error !== undefined && <p className={editor.error}>{error}</p>}
        {files.length === 0 && (
          <p className={editor.hint}>No files. Together they may have {bytesText(mostFileBytes)}.</p>
        )}
        {files.map((file, index) => (
          <FileLine
            // Paths change while they are typed.
            key={index}
            file={file}
            onChange={(next) => change({ files: files.map((other) => (other === file ? next : other)) }, "files")}
            onRemove={() => change({ files: files.filter((other) => other !== file) }, "files")}
          />
        ))}
      </div>
    </Section>
  );
}

interface FileLineProps {
  readonly file: InputFile;
  readonly onChange: (file: InputFile) => void;
  readonly onRemove: () => void;
}

function FileLine({ file, onChange, onRemove }: FileLineProps) {
  const [shown, setShown] = useState(false);
  const text = shown ? textOf(file) : undefined;
  return (
    <div>
      <div className={styles.file} role="group" aria-label={`File ${file.path}`}>
        <TextInput
          aria-label="Path beside the script"
          classNames={{ input: editor.code ?? "" }}
          spellCheck={false}
          value={file.path}
          onChange={(input) => onChange({ ...file, path: input.currentTarget.value })}
        />
        <span className={styles.size}>{bytesText(bytesOfBase64(file.data))}</span>
        <Tooltip label={shown ? "Hide what is in it" : "Show what is in it"}>
          <ActionIcon aria-label={`Show ${file.path}`} aria-expanded={shown} onClick={() => setShown(!shown)}>
            <IconEye size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Remove">
          <ActionIcon aria-label={`Remove ${file.path}`} onClick={onRemove}>
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      {shown &&
        (text === undefined ? (
          <p className={editor.hint}>This file is no text.</p>
        ) : (
          <CodeBlock text={text} copy="the file" />
        ))}
    </div>
  );
}
