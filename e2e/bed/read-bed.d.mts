/** One sshd server of the bed. Paths are absolute; `privateKeyFile` opens every server. */
export interface BedServer {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly username: string;
  readonly home: string;
  /** Login shell: bash, dash and busybox ash, one each. */
  readonly shell: string;
  readonly privateKeyFile: string;
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  readonly hostKeyFingerprint: string;
  readonly configFile: string;
  readonly hostKeyFile: string;
  readonly logFile: string;
  /** The listening process. */
  readonly pid: number;
}

export interface Bed {
  readonly servers: readonly BedServer[];
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

/** The same, with null for what is not up. */
export interface BedDescription {
  readonly servers: readonly (Omit<BedServer, "pid" | "hostKeyFingerprint"> & {
    readonly pid: number | null;
    readonly hostKeyFingerprint: string | null;
  })[];
  readonly docker: Bed["docker"];
  readonly keychain: { readonly dbusAddress: string | null };
  readonly chromium: { readonly path: string | null };
}

/**
 * The bed that is up on this machine. Asks no socket, so it is quick; whether the engine answers is not checked.
 * @throws Error that names the parts that are down and the command that brings them up
 */
export function readBed(): Bed;

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
