import { Button, Popover, TextInput } from "@mantine/core";
import { IconListNumbers } from "@tabler/icons-react";
import { useState } from "react";
import { useApiClient } from "../../bridge/api.tsx";
import { toProblem } from "../../bridge/problem.ts";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import pane from "../dark-pane/dark-pane.module.css";
import styles from "./log-pane.module.css";
import { readPlace } from "./read-place.ts";

export interface GoToPlaceProps {
  readonly executionId: string;
  /** Of the log file, bytes. */
  readonly size: number;
  readonly onPlace: (position: number) => void;
}

/** Goes to a line by its number, to a share of the log, or to a byte. */
export function GoToPlace({ executionId, size, onPlace }: GoToPlaceProps) {
  const client = useApiClient();
  const [opened, setOpened] = useState(false);
  const [text, setText] = useState("");
  const [fault, setFault] = useState<string>();
  useShortcut({ keys: "l", label: "Go to a line", group: "Log" }, () => setOpened(true));

  async function go(): Promise<void> {
    const place = readPlace(text, size);
    if (place === undefined) {
      setFault("A line's number, a share such as 50%, or a byte such as @120000.");
      return;
    }
    try {
      if ("at" in place) onPlace(place.at);
      else {
        const found = await client.logs.locate.query({ executionId, place });
        if (place.line > found.line) {
          setFault(`The log has ${found.lines.toLocaleString("en-GB")} lines.`);
          return;
        }
        onPlace(found.at);
      }
      setOpened(false);
      setText("");
    } catch (error) {
      setFault(toProblem(error).message);
    }
  }

  return (
    <Popover opened={opened} onChange={setOpened} trapFocus returnFocus position="bottom-end" width={280}>
      <Popover.Target>
        <button
          type="button"
          className={pane.button}
          aria-label="Go to a line (l)"
          title="Go to a line (l)"
          onClick={() => setOpened(!opened)}
        >
          <IconListNumbers size={15} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Go to a line">
        <form
          className={styles.goTo}
          onSubmit={(event) => {
            event.preventDefault();
            void go();
          }}
        >
          <TextInput
            label="Line, share or byte"
            placeholder="1200, 50%, @120000"
            value={text}
            error={fault}
            autoComplete="off"
            onChange={(event) => {
              setText(event.currentTarget.value);
              setFault(undefined);
            }}
          />
          <Button type="submit" variant="default">
            Go
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
