/** One event runs another after it. */
export interface RunLink<Event> {
  readonly from: Event;
  readonly to: Event;
}

/**
 * Finds a circle of events that run each other.
 * @returns the events of one in their order, the first one again at the end; undefined when there is none
 */
export function findRunCycle<Event>(links: readonly RunLink<Event>[]): readonly Event[] | undefined {
  const next = new Map<Event, Event[]>();
  for (const { from, to } of links) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<Event>();
  for (const start of next.keys()) {
    const path: Event[] = [];
    // Each level holds what is left to follow of the event above it on the path.
    const levels: Event[][] = [[start]];
    while (levels.length > 0) {
      const event = levels.at(-1)?.shift();
      if (event === undefined) {
        levels.pop();
        const left = path.pop();
        if (left !== undefined) done.add(left);
        continue;
      }
      const at = path.indexOf(event);
      if (at !== -1) return [...path.slice(at), event];
      if (done.has(event)) continue;
      path.push(event);
      levels.push([...(next.get(event) ?? [])]);
    }
  }
  return undefined;
}
