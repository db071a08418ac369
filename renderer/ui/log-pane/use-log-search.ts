import { useEffect, useMemo, useRef, useState } from "react";
import { toProblem } from "../../bridge/problem.ts";
import { checkPattern, type LogPattern } from "./search-pattern.ts";
import type { FoundPlaces, SearchSource } from "./search-source.ts";

/** So long nothing is typed before the search begins, milliseconds. */
const typingMs = 200;

export interface SearchProgress<Place> extends FoundPlaces<Place> {
  readonly pattern: LogPattern;
}

export interface LogSearch<Place> {
  readonly pattern: LogPattern;
  readonly change: (change: Partial<LogPattern>) => void;
  readonly expression: RegExp | undefined;
  /** Where the core has found matches, as far as it told; undefined when text as it stands is looked for. */
  readonly matchesAt: readonly Place[] | undefined;
  /** What is wrong with the pattern, or with the search. */
  readonly fault: string | undefined;
  readonly progress: SearchProgress<Place> | undefined;
  /** Where the match is that one is at, and which of those told it is, from 0; -1: none of them. */
  readonly at: Place | undefined;
  readonly index: number;
  /** The next or previous one is being looked for. */
  readonly stepping: boolean;
  /** It went on at the other end. */
  readonly wrapped: boolean;
  readonly step: (direction: "next" | "previous") => void;
  /** Gives up counting. */
  readonly cancel: () => void;
}

export interface LogSearchParts<Place> {
  /** Must be the same as long as the same is to be searched. */
  readonly source: SearchSource<Place>;
  readonly open: boolean;
  /** Directly before where the view begins: the first match is looked for from here. */
  readonly from: () => Place | undefined;
  readonly show: (place: Place) => void;
}

const nothing: LogPattern = { text: "", regex: false, matchCase: false };

/** Searches whole logs in the core, however long they are, and steps through what is found. */
export function useLogSearch<Place>({ source, open, from, show }: LogSearchParts<Place>): LogSearch<Place> {
  const [pattern, setPattern] = useState(nothing);
  const [progress, setProgress] = useState<SearchProgress<Place>>();
  const [trouble, setTrouble] = useState<string>();
  const [at, setAt] = useState<Place>();
  const [stepping, setStepping] = useState(false);
  const [wrapped, setWrapped] = useState(false);
  const { expression, fault } = useMemo(() => checkPattern(pattern), [pattern]);
  const latest = useRef({ from, show });
  const stop = useRef<() => void>(undefined);
  const steps = useRef<AbortController>(undefined);
  useEffect(() => {
    latest.current = { from, show };
  });

  async function find(direction: "next" | "previous", start: Place | undefined): Promise<void> {
    steps.current?.abort();
    const controller = new AbortController();
    steps.current = controller;
    const { signal } = controller;
    setStepping(true);
    try {
      let place = await source.find(pattern, direction, start, signal);
      const around = place === undefined && start !== undefined;
      if (around) place = await source.find(pattern, direction, undefined, signal);
      signal.throwIfAborted();
      setWrapped(around && place !== undefined);
      setAt(() => place);
      if (place !== undefined) latest.current.show(place);
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
    let end: (() => void) | undefined;
    const timer = setTimeout(() => {
      void findNow.current("next", latest.current.from());
      end = source.findAll(
        pattern,
        (found) => setProgress({ pattern, ...found }),
        (error) => setTrouble(toProblem(error).message),
      );
    }, typingMs);
    stop.current = () => {
      clearTimeout(timer);
      end?.();
      steps.current?.abort();
    };
    return () => stop.current?.();
  }, [source, pattern, open, expression]);

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
    index: at === undefined ? -1 : (progress?.places.findIndex((place) => source.isSame(place, at)) ?? -1),
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
