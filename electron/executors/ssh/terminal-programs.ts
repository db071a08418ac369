import { Buffer } from "node:buffer";
import type { Client } from "ssh2";
import type { Clock } from "../../base/clock.ts";
import { withDeadline } from "../../base/deadline.ts";
import { readBytes } from "../spool/byte-source.ts";
import type { CommandChannel } from "../spool/command-channel.ts";
import { shellCommand } from "../spool/shell-text.ts";

/**
 * Prints the number of the process that serves this connection, then each process that has a terminal: its number, state,
 * parent, group, session, the terminal's foreground group, when it began, its name. Linux tells this in proc(5), `stat`.
 */
const script = [
  "echo $PPID",
  `for file in /proc/[0-9]*/stat; do { IFS= read -r line < "$file"; } 2>/dev/null || continue`,
  `name=\${line#*[(]}; name=\${name%[)]*}; number=\${line%% *}`,
  `set -- \${line##*[)] }; [ "$5" = 0 ] || echo "$number $1 $2 $3 $4 $6 \${20} $name"; done`,
].join("; ");

/** Time for the answer, milliseconds: somebody waits who wants to close a terminal. */
const answerLimitMs = 3_000;
const mostBytes = 256 * 1024;

interface TerminalProcess {
  readonly id: number;
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** The group that the terminal's keys go to. */
  readonly foreground: number;
  readonly startedAt: number;
  readonly name: string;
}

function readProcess(line: string): TerminalProcess | undefined {
  const found = /^(\d+) (\S) (\d+) (\d+) (\d+) (-?\d+) (\d+) (.+)$/.exec(line);
  if (found === null) return undefined;
  const [id, parent, group, session, foreground, startedAt] = [1, 3, 4, 5, 6, 7].map((index) => Number(found[index]));
  return {
    id: id ?? 0,
    state: found[2] ?? "",
    parent: parent ?? 0,
    group: group ?? 0,
    session: session ?? 0,
    foreground: foreground ?? 0,
    startedAt: startedAt ?? 0,
    name: found[8] ?? "",
  };
}

/**
 * What runs in one of a connection's terminals besides its waiting shell. The server does not say which shell is behind
 * which channel, but it began them in the order in which they were asked for.
 * @param text what the script above prints
 * @param place which of the connection's terminals is meant, from 0
 * @param count how many it has
 * @returns names, the foreground's first; undefined when it cannot be told
 */
export function programsIn(text: string, place: number, count: number): readonly string[] | undefined {
  const [head = "", ...lines] = text.split("\n");
  const processes = lines.map(readProcess).filter((process) => process !== undefined);
  const shells = processes
    .filter(({ parent }) => String(parent) === head.trim())
    .sort((left, right) => left.startedAt - right.startedAt || left.id - right.id);
  const shell = shells[place];
  if (shell === undefined || shells.length !== count) return undefined;
  const others = processes.filter(({ id, session }) => session === shell.session && id !== shell.id);
  const isFront = ({ group }: TerminalProcess): boolean => group === shell.foreground;
  // A shell that waits for a command sleeps; one in a loop of its own does not.
  const own = shell.state === "R" ? [shell] : [];
  const named = [...others.filter(isFront), ...others.filter((each) => !isFront(each)), ...own].map(({ name }) => name);
  return isFront(shell) || named.length > 0 ? [...new Set(named)] : undefined;
}

/** The terminals of each connection, in the order in which they were asked for. */
const terminals = new WeakMap<Client, CommandChannel[]>();

/** Remembers a terminal for as long as it is there. */
export function rememberTerminal(client: Client, channel: CommandChannel): void {
  const all = terminals.get(client) ?? [];
  terminals.set(client, all);
  all.push(channel);
  void channel.ended.then(() => all.splice(all.indexOf(channel), 1));
}

/**
 * Asks the server what runs in a terminal, over a channel beside it on the same connection. One that is beyond what the
 * server allows is refused there, and no run is held up: they ask for another connection then.
 * @param open starts a command on the terminal's connection
 * @returns undefined when it cannot be told: not on Linux, no channel left, no answer within 3 s
 */
export async function askPrograms(
  client: Client,
  channel: CommandChannel,
  clock: Clock,
  open: (command: string) => Promise<CommandChannel>,
  signal: AbortSignal | undefined,
): Promise<readonly string[] | undefined> {
  try {
    return await withDeadline(clock, answerLimitMs, "the server", async (overdue) => {
      const ending = signal ? AbortSignal.any([signal, overdue]) : overdue;
      // Where the login shell stayed between, it would be taken for the process that serves the connection.
      const asked = await open(`exec ${shellCommand(script, [])}`);
      try {
        const source = readBytes(asked.stdout);
        const pieces: Buffer[] = [];
        let size = 0;
        for (;;) {
          const bytes = await source.next(ending);
          if (bytes === undefined || size > mostBytes) break;
          pieces.push(bytes);
          size += bytes.length;
        }
        ending.throwIfAborted();
        const all = terminals.get(client) ?? [];
        return programsIn(Buffer.concat(pieces).toString("utf8"), all.indexOf(channel), all.length);
      } finally {
        asked.close();
      }
    });
  } catch (error) {
    signal?.throwIfAborted();
    // Whatever the reason, it is not known: whoever asked goes on from that.
    if (error instanceof Error) return undefined;
    throw error;
  }
}
