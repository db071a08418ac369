import { usualOptions } from "../../../../shared/server-options.ts";
import type { Clock } from "../../../base/clock.ts";
import { DeadlineError, withDeadline } from "../../../base/deadline.ts";
import type { ServerConnection } from "../../executor.ts";
import { readBytes, readMarkedLine } from "../../spool/byte-source.ts";
import { LinkLostError } from "../../spool/command-channel.ts";
import { oneLine, shellCommand } from "../../spool/shell-text.ts";
import { untilAborted } from "../../until-aborted.ts";
import type { ServerAccess } from "../server-access.ts";

const answerLimitMs = 15_000;
const mark = "cronium-door-place";

/**
 * Makes the folder for sockets in the directory, and says where it is, absolute and without links: a server listens
 * nowhere else. It is of use only where nobody but its user and root could put another in its place, so that what
 * listens there is ours: each folder above it has to be theirs, and open to others' writing only with the sticky bit.
 * Arguments: the program itself, the directory. Says nothing where there can be none.
 */
const findPlace = oneLine(`
umask 077
LC_ALL=C
export LC_ALL
directory=$2
case $directory in /*) ;; *) directory=$HOME/$directory ;; esac
mkdir -p "$directory/doors" 2>/dev/null
cd "$directory/doors" 2>/dev/null && [ -O . ] && chmod 700 . || exit
place=$(pwd -P)
folder=$place
set -- "$place"
while [ "$folder" ]; do
folder=\${folder%/*}
set -- "$@" "\${folder:-/}"
done
self=$(id -u)
ls -ldn "$@" 2>/dev/null | {
while read -r mode links owner rest; do
case $owner in 0 | "$self") ;; *) exit ;; esac
case $mode in d????????[tT]*) ;; d????w* | d???????w*) exit ;; d*) ;; *) exit ;; esac
shift
done
[ $# -eq 0 ] && echo cronium-door"-place $place"
}
`);

/** Arguments: the program itself, the sockets' path up to the point, the one that stays. */
const removeSockets = oneLine(`
for door in "$2".*; do
if [ "$door" = "$3" ]; then continue; fi
rm -f "$door"
done
echo cronium-door"-place removed"
`);

/** A name that goes into a file of words, and past any login shell. */
const plainPath = /^\/[\w/.+@~-]+$/;

/** Where on servers sockets for scripts may be, as far as this process has found out. */
export interface DoorPlaces {
  /**
   * The folder for sockets on a server; it is there, and nobody else's.
   * @returns undefined where there can be none
   * @throws as all that is done on servers
   */
  find(server: ServerConnection, signal: AbortSignal): Promise<string | undefined>;
  /** Whether it is known without asking. */
  isKnown(server: ServerConnection): boolean;
  forget(server: ServerConnection): void;
  /**
   * Removes the sockets of one run.
   * @param beginning of their paths, up to the point
   * @param except one that stays
   */
  clear(server: ServerConnection, beginning: string, except: string | undefined, signal: AbortSignal): Promise<void>;
}

export function createDoorPlaces(access: Pick<ServerAccess, "commandsOn">, clock: Clock): DoorPlaces {
  const known = new Map<string, string>();

  async function ask(server: ServerConnection, command: string, signal: AbortSignal): Promise<string | undefined> {
    const channel = await access.commandsOn(server).open(command, "brief", signal);
    try {
      channel.stderr.resume();
      return await withDeadline(clock, answerLimitMs, server.name, async (overdue) => {
        const ending = AbortSignal.any([signal, overdue]);
        const { line } = await readMarkedLine(readBytes(channel.stdout), mark, ending);
        // That nothing was said means something only of a command that has come to its end.
        const isCutOff = line === undefined && (await untilAborted(channel.ended, ending)) === undefined;
        signal.throwIfAborted();
        if (isCutOff) throw new LinkLostError(`The connection to ${server.name} was lost`);
        return line;
      });
    } catch (error) {
      throw error instanceof DeadlineError ? new LinkLostError(error.message, error) : error;
    } finally {
      channel.close();
    }
  }

  return {
    async find(server, signal) {
      const key = keyOf(server);
      const found = known.get(key) ?? (await ask(server, shellCommand(findPlace, [directoryOf(server)]), signal));
      if (found === undefined || !plainPath.test(found)) return undefined;
      known.set(key, found);
      return found;
    },
    isKnown: (server) => known.has(keyOf(server)),
    forget: (server) => void known.delete(keyOf(server)),
    async clear(server, beginning, except, signal) {
      await ask(server, shellCommand(removeSockets, [beginning, except ?? ""]), signal);
    },
  };
}

function directoryOf({ options }: ServerConnection): string {
  return (options ?? usualOptions).directory;
}

function keyOf(server: ServerConnection): string {
  const { id, address, port, username } = server;
  return JSON.stringify([id, address, port, username, directoryOf(server)]);
}
