/**
 * What a thread and whoever started it share, so that the thread is never ended while it is within SQLite: that ends the
 * whole process. The first cell is 1 once the thread is to end, the second while it is within the database.
 */
export type ThreadEnd = Int32Array<SharedArrayBuffer>;

/** Runs what reaches into the database. */
export type WithinDatabase = <T>(work: () => T) => T;

const asked = 0;
const within = 1;

export function createThreadEnd(): ThreadEnd {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
}

/**
 * For the thread. Each side writes its own cell before it reads the other's, so that one of them always sees the other
 * (Dekker's algorithm: E. W. Dijkstra, 1965).
 * @throws Error when the thread is to end; nobody waits for its answer any more
 */
export function withinDatabase(end: ThreadEnd): WithinDatabase {
  return (work) => {
    Atomics.store(end, within, 1);
    try {
      if (Atomics.load(end, asked) === 1) throw new Error("The thread is to end");
      return work();
    } finally {
      Atomics.store(end, within, 0);
      Atomics.notify(end, within);
    }
  };
}

/** For whoever started it: resolves once the thread is out of the database and will not enter it again. */
export async function keepOut(end: ThreadEnd): Promise<void> {
  Atomics.store(end, asked, 1);
  while (Atomics.load(end, within) === 1) await Atomics.waitAsync(end, within, 1).value;
}

/** The same object, each of whose methods runs within the database. */
export function guarded<Methods extends object>(methods: Methods, enter: WithinDatabase): Methods {
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [
      name,
      (...given: unknown[]) => enter(() => (method as (...given: unknown[]) => unknown)(...given)),
    ]),
  ) as Methods;
}

/** For work that is not done in a thread. */
export const atOnce: WithinDatabase = (work) => work();
