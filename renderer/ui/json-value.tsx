import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { bytesText } from "../../shared/bytes-text.ts";
import { CodeBlock } from "./code-text.tsx";
import styles from "./json-value.module.css";
import { notifyDone, notifyProblem } from "./notify.tsx";
import { saveText } from "./save-text.ts";

/** Longer ones are shown by their beginning, characters: the page would only become slow. */
const longestShown = 100_000;

export interface JsonValueProps {
  /** The value as JSON, or its beginning. */
  readonly start: string;
  /** Of the whole as JSON. */
  readonly bytes: number;
  /** What it is called when it is copied: "output". */
  readonly name: string;
  /** Without ending. */
  readonly fileName: string;
  /** The same function while it is the same value. */
  readonly readPart: (from: number) => Promise<{ readonly text: string; readonly next?: number }>;
}

/** A value for people: a text as it is, anything else as JSON with its parts below each other. */
export function JsonValue({ start, bytes, name, fileName, readPart }: JsonValueProps) {
  const [whole, setWhole] = useState<string>();
  const [isReading, setReading] = useState(false);
  const text = whole ?? start;
  const isWhole = whole !== undefined || new TextEncoder().encode(start).length === bytes;
  const isShort = isWhole && text.length <= longestShown;

  const isWorthReading = !isWhole && bytes <= longestShown;
  useEffect(() => {
    if (!isWorthReading) return undefined;
    let isLeft = false;
    readWhole(readPart).then(
      (all) => {
        if (!isLeft) setWhole(all);
      },
      (error: unknown) => notifyProblem(`The ${name} could not be read`, error),
    );
    return () => {
      isLeft = true;
    };
  }, [isWorthReading, name, readPart]);

  const use = (take: (text: string) => unknown): void => {
    if (isWhole) {
      take(text);
      return;
    }
    setReading(true);
    readWhole(readPart)
      .then(take)
      .catch((error: unknown) => notifyProblem(`The ${name} could not be read`, error))
      .finally(() => setReading(false));
  };
  return (
    <div className={styles.value}>
      <CodeBlock
        text={isShort ? readable(text) : `${text.slice(0, longestShown)}…`}
        copy={isShort ? name : "the beginning"}
      />
      <div className={styles.foot}>
        <span className={styles.size}>{isShort ? bytesText(bytes) : `The beginning of ${bytesText(bytes)}`}</span>
        {!isShort && (
          <Button
            variant="default"
            loading={isReading}
            onClick={() => use((all) => void navigator.clipboard.writeText(all).then(() => notifyDone("Copied")))}
          >
            Copy all
          </Button>
        )}
        <Button
          variant="default"
          loading={isReading}
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={() => use((all) => saveText(`${fileName}.json`, all))}
        >
          Download
        </Button>
      </div>
    </div>
  );
}

/** @param text JSON */
function readable(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : JSON.stringify(value, null, 2);
  } catch {
    return text;
  }
}

async function readWhole(readPart: JsonValueProps["readPart"]): Promise<string> {
  const parts: string[] = [];
  for (let from: number | undefined = 0; from !== undefined;) {
    const part = await readPart(from);
    parts.push(part.text);
    from = part.next;
  }
  return parts.join("");
}
