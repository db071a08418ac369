import { writeSync } from "node:fs";

/** Where a process is to die: at the point that has been passed so many times, all points or those of one name. */
export interface Doom {
  /** Absent: whatever the point is called. */
  readonly name?: string | undefined;
  /** From 1. */
  readonly count: number;
}

/** The moments at which a crash matters: before and after each write and each effect. */
export interface FaultPoints {
  /** Passes a point; the process ends here when this is the one it is to die at. */
  pass(name: string): void;
  /** Begins to count anew towards this end; undefined: none. */
  arm(doom: Doom | undefined): void;
  /** How often each point was passed since the process began. */
  readonly passed: ReadonlyMap<string, number>;
}

/** Says on stdout where it dies, so that whoever started it knows, and ends the process as a power cut would. */
function die(name: string): never {
  writeSync(1, `died ${name}\n`);
  process.kill(process.pid, "SIGKILL");
  for (;;);
}

export function createFaultPoints(): FaultPoints {
  const passed = new Map<string, number>();
  let armed: Doom | undefined;
  let left = 0;
  return {
    passed,
    arm(doom) {
      armed = doom;
      left = doom?.count ?? 0;
    },
    pass(name) {
      passed.set(name, (passed.get(name) ?? 0) + 1);
      if (armed === undefined || (armed.name !== undefined && armed.name !== name)) return;
      left -= 1;
      if (left <= 0) die(name);
    },
  };
}
