import { spawn } from "node:child_process";
import { Agent } from "node:http";
import { Duplex } from "node:stream";
import type { EnginePlace } from "./endpoint.ts";

type SshPlace = Extract<EnginePlace, { kind: "ssh" }>;

/** Before the program ssh gives up on a server that does not answer, seconds. */
const connectSeconds = 10;
const longestComplaint = 500;

/**
 * Speaks HTTP with an engine through the system's `ssh` and the `docker` command there, as that command itself does.
 * The server's key must be known and the login must need nobody at the keyboard: a question would never be answered.
 */
export function sshAgent(place: SshPlace, environment: NodeJS.ProcessEnv): Agent {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 4 });
  agent.createConnection = () => dial(place, environment);
  return agent;
}

/** The words after `ssh`. The command at the other end is one word that no shell there can misread. */
export function sshWords({ host, user, port, path }: SshPlace): readonly string[] {
  const socket = path === "" ? [] : ["--host", `unix://${path.replaceAll(/[^A-Za-z0-9/._-]/g, "")}`];
  return [
    ...["-T", "-o", "BatchMode=yes", "-o", `ConnectTimeout=${String(connectSeconds)}`, "-o", "ServerAliveInterval=15"],
    ...(user === undefined ? [] : ["-l", user]),
    ...(port === undefined ? [] : ["-p", String(port)]),
    ...["--", host, "docker", ...socket, "system", "dial-stdio"],
  ];
}

function dial(place: SshPlace, environment: NodeJS.ProcessEnv): Duplex {
  const child = spawn("ssh", sshWords(place), { env: environment, stdio: ["pipe", "pipe", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (bytes: Buffer) => {
    complaint = `${complaint}${bytes.toString("utf8")}`.slice(-longestComplaint);
  });
  const connection = new SshConnection({
    read() {
      child.stdout.resume();
    },
    write(bytes: Buffer, _encoding, done) {
      if (child.stdin.write(bytes)) done();
      else child.stdin.once("drain", done);
    },
    final(done) {
      child.stdin.end(done);
    },
    destroy(error, done) {
      child.kill();
      done(error);
    },
  });
  child.stdout.on("data", (bytes: Buffer) => {
    if (!connection.push(bytes)) child.stdout.pause();
  });
  child.stdin.on("error", () => undefined);
  child.on("error", (error) => {
    connection.destroy(new Error(`the program ssh could not be started: ${error.message}`));
  });
  // Not before: what ssh said, and how it ended, tells an end from a failure.
  child.on("close", (code) => {
    const said = complaint.trim().replaceAll(/\s+/g, " ");
    if (code !== 0 && code !== null) {
      connection.destroy(new Error(`ssh ended with ${String(code)}${said === "" ? "" : `: ${said}`}`));
    } else connection.push(null);
  });
  return connection;
}

/** What an agent does to a socket means nothing to a process; it must be there all the same. */
class SshConnection extends Duplex {
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}
