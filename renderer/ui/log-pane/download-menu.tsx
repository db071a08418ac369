import { Menu } from "@mantine/core";
import { IconDownload, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { bytesText } from "../../../shared/bytes-text.ts";
import { useApiClient } from "../../bridge/api.tsx";
import { notifyProblem } from "../notify.tsx";
import styles from "./log-pane.module.css";
import { PaneButton } from "./pane-button.tsx";
import { saveLog, type SaveRequest } from "./save-log.ts";
import { chooseFile, chosenFileFromBytes, gatherFile } from "./save-target.ts";

export interface DownloadMenuProps {
  readonly executionId: string;
  readonly fileName: string;
  /** Of the log file, bytes. */
  readonly size: number;
}

type Kind = Omit<SaveRequest, "executionId"> & { readonly label: string; readonly suffix: string };

const kinds: readonly Kind[] = [
  { format: "raw", streams: "both", label: "Everything, byte for byte", suffix: "" },
  { format: "raw", streams: "stdout", label: "stdout, byte for byte", suffix: ".stdout" },
  { format: "raw", streams: "stderr", label: "stderr, byte for byte", suffix: ".stderr" },
  { format: "text", streams: "both", label: "As text, with times", suffix: ".times" },
];

/** `nightly.log` with `.stdout`: `nightly.stdout.log`. */
function named(fileName: string, suffix: string): string {
  const dot = fileName.lastIndexOf(".");
  return dot <= 0 ? `${fileName}${suffix}` : `${fileName.slice(0, dot)}${suffix}${fileName.slice(dot)}`;
}

/** Saves a log as a file: exactly, one stream of it, or as text with times. */
export function DownloadMenu({ executionId, fileName, size }: DownloadMenuProps) {
  const client = useApiClient();
  const [share, setShare] = useState<number>();
  const current = useRef<AbortController>(undefined);
  useEffect(() => () => current.current?.abort(), []);

  async function save({ format, streams, suffix }: Kind): Promise<void> {
    const name = named(fileName, suffix);
    const controller = new AbortController();
    current.current = controller;
    try {
      const chosen = size > chosenFileFromBytes ? await chooseFile(name) : undefined;
      setShare(0);
      const request = { executionId, format, streams };
      await saveLog(client, request, chosen ?? gatherFile(name), setShare, controller.signal);
    } catch (error) {
      const nothingChosen = error instanceof DOMException && error.name === "AbortError";
      if (!controller.signal.aborted && !nothingChosen) notifyProblem("The log could not be saved", error);
    } finally {
      setShare(undefined);
    }
  }

  if (share !== undefined) {
    const words = `Give up the download, ${String(Math.round(share * 100))} % saved`;
    return (
      <PaneButton
        label={words}
        icon={IconX}
        text={`${String(Math.round(share * 100))} %`}
        onPress={() => current.current?.abort()}
      />
    );
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button type="button" className={styles.button} aria-label="Download the log" title="Download the log">
          <IconDownload size={15} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{bytesText(size)} on disk</Menu.Label>
        {kinds.map((kind) => (
          <Menu.Item key={kind.label} onClick={() => void save(kind)}>
            {kind.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
