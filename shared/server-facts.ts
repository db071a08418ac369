/** What a look at a server finds. Sizes in bytes, times in milliseconds. What cannot be known there is absent. */
export interface ServerFacts {
  /** Such as `Linux 6.1.0 x86_64`. */
  readonly system?: string;
  /** Such as `Debian GNU/Linux 12 (bookworm)`. */
  readonly distribution?: string;
  readonly hostname?: string;
  readonly cores?: number;
  readonly memoryTotal?: number;
  readonly memoryUsed?: number;
  /** Of the disk that holds the runner's directory. */
  readonly diskTotal?: number;
  readonly diskUsed?: number;
  /** Averages of 1, 5 and 15 minutes. */
  readonly load?: readonly [number, number, number];
  /** The user's login shell. */
  readonly shell?: string;
  /** What runs `sh`, as far as it says: `dash`, `bash`, `busybox`. */
  readonly posixShell?: string;
  /** Interpreter to version: `bash`, `python3`, `node`. */
  readonly interpreters?: Readonly<Record<string, string>>;
  /** Its clock minus ours, less half of the time the question took. */
  readonly clockOffsetMs?: number;
  readonly uptimeMs?: number;
  /** Another one after each start of the machine. */
  readonly bootId?: string;
  /** What the runner there says of itself; absent: there is none. */
  readonly runnerVersion?: string;
  /** Archives of scripts that are kept there. */
  readonly payloads?: { readonly count: number; readonly bytes: number };
  /** Whether connections can be forwarded; absent: not tried. */
  readonly forwarding?: boolean;
  readonly warnings: readonly ServerWarning[];
}

/** Something that does not keep scripts from running, and should be known. */
export interface ServerWarning {
  readonly kind: "clock_off" | "disk_nearly_full" | "home_read_only" | "home_no_exec" | "no_sha256" | "no_forwarding";
  readonly message: string;
  readonly remedy: string;
}

/** One look, as it is drawn over time. */
export interface ServerCheckPoint {
  readonly at: number;
  readonly reachable: boolean;
  readonly latencyMs: number | undefined;
  readonly load: number | undefined;
  readonly memoryUsed: number | undefined;
  readonly memoryTotal: number | undefined;
  readonly diskUsed: number | undefined;
  readonly diskTotal: number | undefined;
}
