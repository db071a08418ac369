import { VisuallyHidden } from "@mantine/core";
import { useEffect, useState } from "react";
import { counted } from "../plural.ts";
import type { LogScroller } from "./scroller-state.ts";

/** Time to hear the lines before the next ones are told, milliseconds. */
const everyMs = 3_000;
const mostLines = 4;

/** Reads the newest lines to a screen reader, as many as can be heard, and says how many others came. */
export function LogAnnouncer({ scroller }: { readonly scroller: LogScroller }) {
  const [words, setWords] = useState("New lines are read aloud.");
  useEffect(() => {
    let told = scroller.held().lines.at(-1)?.start ?? -1;
    const timer = setInterval(() => {
      const fresh = scroller.held().lines.filter((line) => line.start > told && line.text.trim() !== "");
      const newest = fresh.at(-1);
      if (newest === undefined) return;
      told = newest.start;
      const left = fresh.length - mostLines;
      const lines = fresh.slice(-mostLines).map((line) => line.text.trim().slice(0, 300));
      setWords(`${left > 0 ? `${counted(left, "line")} passed over. ` : ""}${lines.join("\n")}`);
    }, everyMs);
    return () => clearInterval(timer);
  }, [scroller]);
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {words}
    </VisuallyHidden>
  );
}
