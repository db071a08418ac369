import { Menu } from "@mantine/core";
import { IconDownload, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { bytesText } from "../../../shared/bytes-text.ts";
import pane from "../dark-pane/dark-pane.module.css";
import { PaneButton } from "../dark-pane/pane-button.tsx";
import { notifyProblem } from "../notify.tsx";
import type { Download } from "./save-log.ts";
import { chooseFile, chosenFileFromBytes, gatherFile } from "./save-target.ts";

export interface DownloadMenuProps {
  readonly fileName: string;
  /** On disk, bytes. */
  readonly size: number;
  readonly kinds: readonly Download[];
}

/** `nightly.log` with `.stdout`: `nightly.stdout.log`. */
function named(fileName: string, suffix: string): string {
  const dot = fileName.lastIndexOf(".");
  return dot <= 0 ? `${fileName}${suffix}` : `${fileName.slice(0, dot)}${suffix}${fileName.slice(dot)}`;
}

/** Saves what a pane shows as a file, in one of several ways. */
export function DownloadMenu({ fileName, size, kinds }: DownloadMenuProps) {
  const [share, setShare] = useState<number>();
  const current = useRef<AbortController>(undefined);
  useEffect(() => () => current.current?.abort(), []);

  async function start({ suffix, save }: Download): Promise<void> {
    const name = named(fileName, suffix);
    const controller = new AbortController();
    current.current = controller;
    try {
      const chosen = size > chosenFileFromBytes ? await chooseFile(name) : undefined;
      setShare(0);
      await save(chosen ?? gatherFile(name), setShare, controller.signal);
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
        <button type="button" className={pane.button} aria-label="Download the log" title="Download the log">
          <IconDownload size={15} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{bytesText(size)} on disk</Menu.Label>
        {kinds.map((kind) => (
          <Menu.Item key={kind.label} onClick={() => void start(kind)}>
            {kind.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
