import { lazy, Suspense } from "react";
import type { TerminalViewProps } from "./terminal-view-props.ts";
import pane from "../../ui/dark-pane/dark-pane.module.css";
import { loadPart } from "../../ui/load-part.ts";

/** The terminal's library comes with the first terminal; its typeface before it, since it is measured. */
const LazyTerminal = lazy(async () => {
  const typeface = getComputedStyle(document.documentElement).getPropertyValue("--font-mono");
  const [{ TerminalView }] = await Promise.all([
    loadPart(() => import("./terminal-view.tsx")),
    document.fonts.load(`13px ${typeface}`).catch(() => []),
  ]);
  return { default: TerminalView };
});

/** A terminal, once its library is there. */
export function TerminalPane(props: TerminalViewProps) {
  return (
    <Suspense
      fallback={props.isCurrent && <div className={pane.pane} role="status" aria-label="Loading the terminal" />}
    >
      <LazyTerminal {...props} />
    </Suspense>
  );
}
