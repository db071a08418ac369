import "@xterm/xterm/css/xterm.css";
import { IconClipboard, IconCopy, IconSearch, IconSelectAll } from "@tabler/icons-react";
import { useEffect, useId, useRef, useState } from "react";
import { useApiClient } from "../../bridge/api.tsx";
import pane from "../../ui/dark-pane/dark-pane.module.css";
import { confirm } from "../../ui/confirm.tsx";
import { notifyDone, notifyProblem, notifyTrouble } from "../../ui/notify.tsx";
import { classes } from "../../ui/tone-class.ts";
import { attachTerminal, type AttachedTerminal, type Found } from "./attach-terminal.ts";
import { pasteQuestion } from "./paste-question.ts";
import { PointMenu, type Point } from "./point-menu.tsx";
import { TerminalBar } from "./terminal-bar.tsx";
import { TerminalFind } from "./terminal-find.tsx";
import type { TerminalViewProps } from "./terminal-view-props.ts";
import { pageKey } from "./page-key.ts";
import { useReadAloud } from "./use-read-aloud.ts";
import styles from "./terminals.module.css";

/** One terminal, with what can be done in it. */
export function TerminalView({
  view,
  isFresh,
  isOpening,
  title,
  isCurrent,
  onShell,
  onLeave,
  onMove,
  onHandle,
}: TerminalViewProps) {
  const client = useApiClient();
  const host = useRef<HTMLDivElement>(null);
  const [terminal, setTerminal] = useState<AttachedTerminal>();
  const [closed, setClosed] = useState<string>();
  const [isAwaited, setAwaited] = useState(isOpening);
  const [found, setFound] = useState<Found>({ at: 0, count: 0 });
  const [asked, setAsked] = useState(0);
  const [menuAt, setMenuAt] = useState<Point>();
  const [readAloud, setReadAloud] = useReadAloud();
  const hint = useId();

  const copy = (): void => {
    const text = terminal?.selection() ?? "";
    if (text === "") return;
    navigator.clipboard.writeText(text).then(
      () => notifyDone("Copied"),
      (error: unknown) => notifyProblem("It could not be copied", error),
    );
  };
  const pasteText = (text: string): void => {
    if (terminal === undefined || text === "") return;
    const paste = (): void => {
      terminal.paste(text);
      terminal.focus();
    };
    const question = pasteQuestion(text, view.serverName, terminal.takesPastesWhole());
    if (question === undefined) paste();
    else confirm({ ...question, keep: "Do not paste", onConfirm: paste, onDismiss: () => terminal.focus() });
  };
  const paste = (): void => {
    navigator.clipboard.readText().then(pasteText, () => {
      notifyTrouble("The clipboard may not be read from here", "Press Ctrl+Shift+V (on a Mac: Cmd+V) in the terminal.");
    });
  };
  const closeMenu = (): void => {
    setMenuAt(undefined);
    terminal?.focus();
  };
  const contextActions = [
    { label: "Copy", icon: IconCopy, run: copy },
    { label: "Paste", icon: IconClipboard, run: paste },
    { label: "Select all", icon: IconSelectAll, run: () => terminal?.selectAll() },
    { label: "Find", icon: IconSearch, run: () => setAsked(asked + 1) },
  ];
  const pressed = (event: KeyboardEvent): boolean => {
    switch (pageKey(event, terminal?.selection() !== "")) {
      case "copy":
        copy();
        break;
      case "find":
        setAsked(asked + 1);
        break;
      case "leave":
        onLeave();
        break;
      case "previous":
        onMove(-1);
        break;
      case "next":
        onMove(1);
        break;
      case "browser":
        // Pasting: the page's own event brings the text.
        return true;
      case undefined:
        return false;
    }
    event.preventDefault();
    return true;
  };
  const openShell = (attached: AttachedTerminal): void => {
    attached.awaitShell();
    void onShell(attached.size()).then((id) => {
      if (id === undefined) attached.noShellCame();
      else attached.shellCame(id);
    });
  };
  const serverName = view.serverName;
  const latest = useRef({ pressed, pasteText, openShell, serverName });
  useEffect(() => {
    latest.current = { pressed, pasteText, openShell, serverName };
  });

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const attached = attachTerminal(element, client, {
      closed: setClosed,
      found: setFound,
      awaits: setAwaited,
      failed: (error) => notifyProblem(`${latest.current.serverName} did not take what was typed`, error),
      pressed: (event) => latest.current.pressed(event),
      wantsShell: () => latest.current.openShell(attached),
    });
    const takePaste = (event: ClipboardEvent): void => {
      event.preventDefault();
      event.stopPropagation();
      latest.current.pasteText(event.clipboardData?.getData("text/plain") ?? "");
    };
    element.addEventListener("paste", takePaste, true);
    const observer = new ResizeObserver(() => attached.fit());
    observer.observe(element);
    attached.fit();
    setTerminal(attached);
    return () => {
      observer.disconnect();
      element.removeEventListener("paste", takePaste, true);
      attached.dispose();
      setTerminal(undefined);
    };
  }, [client]);

  const first = useRef(view);
  useEffect(() => {
    first.current = view;
  });
  useEffect(() => {
    if (isOpening) terminal?.awaitShell();
    else void terminal?.show(first.current, isFresh);
  }, [terminal, view.id, isFresh, isOpening]);
  useEffect(() => onHandle(terminal), [terminal, onHandle]);
  useEffect(() => terminal?.readAloud(readAloud), [terminal, readAloud]);
  useEffect(() => {
    if (!isCurrent || terminal === undefined) return;
    terminal.fit();
    terminal.focus();
  }, [isCurrent, terminal]);

  return (
    <section
      className={classes(pane.pane, !isCurrent && styles.hidden)}
      aria-label={`Terminal on ${title}`}
      aria-describedby={hint}
    >
      <TerminalBar
        view={view}
        closed={closed}
        isAwaited={isAwaited}
        readAloud={readAloud}
        onReadAloud={() => setReadAloud(!readAloud)}
        onFind={() => setAsked(asked + 1)}
        onCopy={copy}
        onPaste={paste}
        onSelectAll={() => terminal?.selectAll()}
        onReconnect={() => {
          if (terminal === undefined) return;
          openShell(terminal);
          // The button goes, and the focus with it.
          terminal.focus();
        }}
        hint={hint}
      />
      {asked > 0 && terminal !== undefined && (
        <TerminalFind
          asked={asked}
          found={found}
          onFind={terminal.find}
          onClose={() => {
            terminal.endFind();
            setAsked(0);
            terminal.focus();
          }}
        />
      )}
      <div className={pane.body}>
        <div
          ref={host}
          className={styles.host}
          onContextMenu={(event) => {
            event.preventDefault();
            setMenuAt({ x: event.clientX, y: event.clientY });
          }}
        />
        <PointMenu at={menuAt} onClose={closeMenu} actions={contextActions} />
      </div>
    </section>
  );
}
