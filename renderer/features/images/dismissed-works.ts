import { create } from "zustand";

/** The ended builds and pulls that were put out of view, by id, until the window is opened anew. */
export const useDismissedWorks = create<{ readonly ids: ReadonlySet<string> }>(() => ({ ids: new Set() }));

export function dismissWork(id: string): void {
  useDismissedWorks.setState(({ ids }) => ({ ids: new Set([...ids, id]) }));
}
