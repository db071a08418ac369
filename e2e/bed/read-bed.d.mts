/** One sshd server of the bed. Paths are absolute. */
export interface BedServer {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly username: string;
  readonly home: string;
  /** Login shell: bash, dash and busybox ash, one each. */
  readonly shell: string;
  /** The key that opens it, or would if it took keys; the same for all but one. */
  readonly privateKeyFile: string;
  /** Another key that opens it. */
  readonly ecdsaKeyFile?: string;
  /** Name of the server through which it is reached. */
  readonly jump?: string;
  /** Holds its user's password, the only thing that opens it. */
  readonly passwordFile?: string;
  /** The certificate by which it takes the key, and the private key of the authority that issues more. */
  readonly certificateFile?: string;
  readonly authorityKeyFile?: string;
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  readonly hostKeyFingerprint: string;
  readonly configFile: string;
  readonly hostKeyFile: string;
  readonly logFile: string;
  /** The listening process. */
  readonly pid: number;
}

export interface Bed {
  /** Three as servers usually are, of which the first-run example speaks. */
  readonly servers: readonly BedServer[];
  /** Those that each have something unusual about them. */
  readonly furtherServers: readonly BedServer[];
  readonly docker: {
    /** As DOCKER_HOST would hold it. */
    readonly host: string;
    readonly images: {
      readonly bash: string;
      readonly python: string;
      readonly node: string;
      readonly busybox: string;
    };
  };
  readonly keychain: { readonly dbusAddress: string };
  readonly chromium: { readonly path: string };
}

/** A server of the bed, with null for what is not there while it is down. */
export type DescribedServer = Omit<BedServer, "pid" | "hostKeyFingerprint"> & {
  readonly pid: number | null;
  readonly hostKeyFingerprint: string | null;
};

/** The same, with null for what is not up. */
export interface BedDescription {
  readonly servers: readonly DescribedServer[];
  readonly furtherServers: readonly DescribedServer[];
  readonly docker: Bed["docker"];
  readonly keychain: { readonly dbusAddress: string | null };
  readonly chromium: { readonly path: string | null };
}

/**
 * The bed that is up on this machine. Asks no socket, so it is quick; whether the engine answers is not checked. A
 * server that a test of another process has stopped for a moment is waited for, `patienceMs` milliseconds at most,
 * 15,000 unless told.
 * @throws Error that names the parts that are down and the command that brings them up
 */
export function readBed(choices?: { readonly patienceMs?: number }): Bed;

/** Starts a stopped server; resolves when it answers. */
export function startServer(name: string): Promise<void>;

/**
 * Stops listening and cuts every connection, as when the server's network goes: what its users started runs on.
 * Resolves with whether it was running.
 */
export function stopServer(name: string): Promise<boolean>;

/** Cuts every connection of a server that goes on listening. */
export function cutConnections(name: string): void;

/** Gives a server another host key and restarts it. Undo with `restoreHostKey`. */
export function replaceHostKey(name: string): Promise<void>;

/** Gives a server its own host key back and restarts it; does nothing when it has it. */
export function restoreHostKey(name: string): Promise<void>;
