import { useSubscription } from "@trpc/tanstack-react-query";
import { useCallback, useEffect, useRef, useState, type RefObject } from "react";
import { useApi, useApiClient, useConnection } from "../../bridge/api.tsx";
import { clockText } from "../../time/format-time.ts";
import { followLog, type LogFollower, type LogProgress, type LogRequest } from "./follow-log.ts";
import type * as terminalLibrary from "./log-terminal.ts";
import { createPresenter, type Presentation, type Presenter } from "./present-parts.ts";
import { readTerminalColours, type TerminalColours } from "./terminal-colours.ts";

/** How the log is to be shown. */
export interface LogChoices {
  readonly streams: Presentation["streams"];
  readonly timestamps: boolean;
  readonly wrap: boolean;
  readonly announced: boolean;
}

export interface LogView {
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly host: RefObject<HTMLDivElement | null>;
  /** Undefined until the terminal is open. */
  readonly terminal: terminalLibrary.LogTerminal | undefined;
  readonly progress: LogProgress;
  /** Whether any of the chosen streams has been shown. */
  readonly hasContent: boolean;
  /** Whether lines have left the pane. */
  readonly full: boolean;
  readonly following: boolean;
  readonly found: terminalLibrary.FoundState;
  readonly setFollowing: (following: boolean) => void;
  readonly fromStart: () => void;
  readonly more: () => void;
  readonly again: () => void;
  readonly read: (request: LogRequest) => ReturnType<ReturnType<typeof useApiClient>["logs"]["read"]["query"]>;
}

const atBeginning: LogProgress = { from: 0, next: 0, size: 0, complete: false, state: "reading", error: undefined };

/** `02:30:15.042`: what stands before a line. */
function instantText(atMs: number): string {
  return `${clockText(atMs, { clock: "24h" }, true)}.${String(atMs % 1_000).padStart(3, "0")}`;
}

function presenterFor(choices: LogChoices, colours: TerminalColours): Presenter {
  return createPresenter({
    streams: choices.streams,
    tints: { stderr: colours.errorTint, system: colours.systemTint },
    ...(choices.timestamps ? { timestamp: { write: instantText, tint: colours.quietTint } } : {}),
  });
}

/** Joins an execution's log to a terminal on the page, for as long as the calling component shows it. */
export function useLogView(executionId: string, label: string, choices: LogChoices): LogView {
  const api = useApi();
  const client = useApiClient();
  const connection = useConnection();
  const frame = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const follower = useRef<LogFollower>(undefined);
  const terminalNow = useRef<terminalLibrary.LogTerminal>(undefined);
  const followingNow = useRef(true);
  const latest = useRef(choices);
  const [terminal, setTerminal] = useState<terminalLibrary.LogTerminal>();
  const [progress, setProgress] = useState(atBeginning);
  const [hasContent, setHasContent] = useState(false);
  const [full, setFull] = useState(false);
  const [following, setFollowing] = useState(true);
  const [found, setFound] = useState<terminalLibrary.FoundState>({ index: -1, count: 0 });
  const read = useCallback(
    (request: LogRequest) => client.logs.read.query({ executionId, ...request }),
    [client, executionId],
  );

  useEffect(() => {
    latest.current = choices;
    followingNow.current = following;
  });

  useEffect(() => {
    let gone = false;
    let close = (): void => undefined;
    const open = ({ openLogTerminal }: typeof terminalLibrary): void => {
      if (gone || frame.current === null || host.current === null) return;
      const colours = readTerminalColours(host.current);
      let presenter = presenterFor(latest.current, colours);
      let state: LogProgress["state"] = "reading";
      const setAtEnd = (atEnd: boolean): void => {
        // At the end of a piece that is held, going on is for the reader to ask.
        if (atEnd && state === "held") return;
        setFollowing(atEnd);
        follower.current?.setFollowing(atEnd);
      };
      const opened = openLogTerminal({
        frame: frame.current,
        host: host.current,
        label,
        colours,
        onAtEnd: setAtEnd,
        onFound: setFound,
      });
      const write = async (segments: ReturnType<Presenter["finish"]>): Promise<void> => {
        if (segments.length === 0) return;
        await opened.write(segments);
        setHasContent(true);
        setFull(opened.isFull());
      };
      const started = followLog({
        read,
        take: (parts) => write(presenter.present(parts)),
        finish: () => write(presenter.finish()),
        clear: () => {
          presenter = presenterFor(latest.current, colours);
          opened.clear();
          setHasContent(false);
          setFull(false);
        },
        changed: (next) => {
          state = next.state;
          if (state !== "reading") opened.settle();
          setProgress(next);
        },
      });
      opened.setWrap(latest.current.wrap);
      opened.setAnnounced(latest.current.announced);
      follower.current = started;
      terminalNow.current = opened;
      setTerminal(opened);
      close = () => {
        started.stop();
        opened.dispose();
        follower.current = undefined;
        terminalNow.current = undefined;
        setTerminal(undefined);
        setProgress(atBeginning);
        setHasContent(false);
        setFollowing(true);
      };
    };
    // The terminal measures its letters once, when it is opened: the typeface must be there by then.
    void Promise.all([
      import("./log-terminal.ts"),
      document.fonts.load('12.5px "JetBrains Mono Variable"').catch(() => undefined),
    ]).then(([library]) => open(library));
    return () => {
      gone = true;
      close();
    };
  }, [read, label]);

  const { streams, timestamps, wrap, announced } = choices;
  const shown = useRef({ streams, timestamps });
  useEffect(() => {
    if (shown.current.streams === streams && shown.current.timestamps === timestamps) return;
    shown.current = { streams, timestamps };
    if (!followingNow.current) terminalNow.current?.keepPlace("same");
    follower.current?.restart("same");
  }, [streams, timestamps]);
  useEffect(() => terminal?.setWrap(wrap), [terminal, wrap]);
  useEffect(() => terminal?.setAnnounced(announced), [terminal, announced]);

  useSubscription(
    api.logs.watch.subscriptionOptions(
      { executionId },
      { enabled: progress.state !== "ended", onData: () => follower.current?.hint() },
    ),
  );
  useEffect(() => {
    if (connection.state === "open") follower.current?.hint();
  }, [connection.state, connection.sinceMs]);

  return {
    frame,
    host,
    terminal,
    progress,
    hasContent,
    full,
    following,
    found,
    setFollowing(wanted) {
      if (wanted) terminal?.scrollToEnd();
      else terminal?.hold();
      setFollowing(wanted);
      follower.current?.setFollowing(wanted);
    },
    fromStart() {
      terminal?.keepPlace("start");
      follower.current?.restart("start");
      setFollowing(false);
    },
    more: () => follower.current?.more(),
    again: () => follower.current?.hint(),
    read,
  };
}
