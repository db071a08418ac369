import { useEffect, useMemo, useRef, useState } from "react";
import { useApiClient } from "../../bridge/api.tsx";
import { toProblem } from "../../bridge/problem.ts";
import { checkPattern, type LogPattern } from "./search-pattern.ts";

/** Places told by the core; further ones are only counted. */
const mostTold = 2_000;
/** So long nothing is typed before the search begins, milliseconds. */
const typingMs = 200;

export interface SearchProgress {
  readonly pattern: LogPattern;
  /** Places of matches in the file, in their order; the first ones when there are many. */
  readonly places: readonly number[];
  readonly total: number;
  readonly read: number;
  readonly size: number;
  readonly ended: boolean;
}

export interface LogSearch {
  readonly pattern: LogPattern;
  readonly change: (change: Partial<LogPattern>) => void;
  readonly expression: RegExp | undefined;
  /** Where the core has found matches, as far as it told; undefined when text as it stands is looked for. */
  readonly matchesAt: readonly number[] | undefined;
  /** What is wrong with the pattern, or with the search. */
  readonly fault: string | undefined;
  readonly progress: SearchProgress | undefined;
  /** Where the match is that one is at. */
  readonly at: number | undefined;
  /** The next or previous one is being looked for. */
  readonly stepping: boolean;
  /** It went on at the other end. */
  readonly wrapped: boolean;
  readonly step: (direction: "next" | "previous") => void;
  /** Gives up counting. */
  readonly cancel: () => void;
}

export interface LogSearchParts {
  readonly executionId: string;
  readonly open: boolean;
  readonly streams: "both" | "stdout" | "stderr";
  /** Where the view begins: the first match is looked for from here. */
  readonly from: () => number;
  readonly show: (position: number) => void;
}

const nothing: LogPattern = { text: "", regex: false, matchCase: false };

/** Searches a whole log in the core, however long it is, and steps through what is found. */
export function useLogSearch({ executionId, open, streams, from, show }: LogSearchParts): LogSearch {
  const client = useApiClient();
  const [pattern, setPattern] = useState(nothing);
  const [progress, setProgress] = useState<SearchProgress>();
  const [trouble, setTrouble] = useState<string>();
  const [at, setAt] = useState<number>();
  const [stepping, setStepping] = useState(false);
  const [wrapped, setWrapped] = useState(false);
  const { expression, fault } = useMemo(() => checkPattern(pattern), [pattern]);
  const latest = useRef({ from, show });
  const stop = useRef<() => void>(undefined);
  const steps = useRef<AbortController>(undefined);
  useEffect(() => {
    latest.current = { from, show };
  });

  const input = useMemo(
    () => ({
      executionId,
      ...pattern,
      ...(streams === "both" ? {} : { streams: [streams] }),
    }),
    [executionId, pattern, streams],
  );

  async function find(direction: "next" | "previous", start: number | undefined): Promise<void> {
    steps.current?.abort();
    const controller = new AbortController();
    steps.current = controller;
    const { signal } = controller;
    setStepping(true);
    try {
      const begin = start === undefined ? {} : { from: start };
      let { match } = await client.logs.find.query({ ...input, direction, ...begin }, { signal });
      const around = match === undefined && start !== undefined;
      if (around) ({ match } = await client.logs.find.query({ ...input, direction }, { signal }));
      setWrapped(around && match !== undefined);
      setAt(match?.at);
      if (match !== undefined) latest.current.show(match.at);
    } catch (error) {
      if (!signal.aborted) setTrouble(toProblem(error).message);
    } finally {
      if (steps.current === controller) setStepping(false);
    }
  }
  const findNow = useRef(find);
  useEffect(() => {
    findNow.current = find;
  });

  useEffect(() => {
    setProgress(undefined);
    setTrouble(undefined);
    setAt(undefined);
    setWrapped(false);
    if (!open || expression === undefined) return;
    let subscription: { unsubscribe: () => void } | undefined;
    const timer = setTimeout(() => {
      void findNow.current("next", Math.max(0, latest.current.from() - 1));
      let places: number[] = [];
      subscription = client.logs.search.subscribe(
        { ...input, limit: mostTold },
        {
          onData: (step) => {
            places = [...(step.first ? [] : places), ...step.matches.map((match) => match.at)];
            setProgress({ pattern, places, total: step.total, read: step.read, size: step.size, ended: step.ended });
          },
          onError: (error) => setTrouble(toProblem(error).message),
        },
      );
    }, typingMs);
    stop.current = () => {
      clearTimeout(timer);
      subscription?.unsubscribe();
      steps.current?.abort();
    };
    return () => stop.current?.();
  }, [client, input, pattern, open, expression]);

  // Until it is looked for, what was found is of the pattern before.
  const matchesAt = progress?.pattern === pattern ? [...progress.places, ...(at === undefined ? [] : [at])] : [];
  return {
    pattern,
    change: (change) => setPattern((before) => ({ ...before, ...change })),
    expression: open ? expression : undefined,
    matchesAt: pattern.regex ? matchesAt : undefined,
    fault: fault ?? trouble,
    progress,
    at,
    stepping,
    wrapped,
    step: (direction) => {
      if (expression !== undefined) void find(direction, at ?? latest.current.from());
    },
    cancel: () => {
      stop.current?.();
      setProgress((before) => before && { ...before, ended: true });
      setStepping(false);
    },
  };
}
