import type { ScriptType } from "../../../shared/words.ts";

/** A script that does not want to be stopped. `$CANARY` is a duration no other process on the machine sleeps for. */
export interface HostileKind {
  readonly name: string;
  readonly type: ScriptType;
  /** Prints `ready` once it is to be stopped. */
  readonly script: string;
  /** It ends by itself, and what it leaves running goes on: on record, and no longer part of the run. */
  readonly leaves?: true;
}

const forever = "while :; do sleep 0.2; done";

function bash(name: string, ...lines: readonly string[]): HostileKind {
  return { name, type: "BASH", script: lines.join("\n") };
}

/** Every way of outliving a Stop that we know of and that needs no privilege. */
export const hostileKinds: readonly HostileKind[] = [
  bash("ignores TERM", "trap '' TERM", "sleep $CANARY & echo ready", forever),
  bash(
    "ignores all it can",
    "for n in {1..64}; do trap '' $n 2>/dev/null; done",
    "sleep $CANARY & echo ready",
    forever,
  ),
  bash("setsid", "setsid sleep $CANARY & sleep $CANARY & sleep 0.2; echo ready; wait"),
  bash("double fork", "( ( trap '' TERM; setsid bash -c 'sleep $CANARY; :' & ) & )", "sleep 0.2; echo ready", forever),
  bash("nohup and disown", "nohup sleep $CANARY >/dev/null 2>&1 & disown; echo ready", forever),
  bash(
    "closes every descriptor",
    "setsid bash -c 'for n in /proc/self/fd/*; do n=${n##*/}; eval \"exec $n>&-\"; done; sleep $CANARY; :' 2>/dev/null &",
    "sleep 0.3; echo ready",
    forever,
  ),
  bash(
    "new session, no environment, no parent",
    "canary=$CANARY",
    "( ( cd /; exec setsid env -i sleep $canary </dev/null >/dev/null 2>&1 ) & )",
    "sleep 0.3; echo ready",
    forever,
  ),
  bash(
    "renames itself",
    "( exec -a '[kworker/0:1-events]' sleep $CANARY ) &",
    "( trap '' TERM; printf 'zoo) R 1 1\\n(x) Z 1' >/proc/self/comm; while :; do sleep $CANARY; done ) &",
    "sleep 0.2; echo ready; wait",
  ),
  bash(
    "is held still",
    "sleep $CANARY & kill -STOP $!",
    "( trap '' TERM; kill -STOP $BASHPID; sleep $CANARY; : ) &",
    "sleep 0.2; echo ready",
    forever,
  ),
  bash(
    "fork bomb",
    "trap '' TERM",
    "bomb() {",
    "  [ $1 -gt 0 ] && { bomb $(($1 - 1)) & bomb $(($1 - 1)) & }",
    "  while :; do bash -c 'sleep 0.2 # '$CANARY; done",
    "}",
    "bomb 3 & sleep 0.3; echo ready; wait",
  ),
  bash(
    "respawns its children",
    "keep() { trap '' TERM; while :; do setsid sleep $CANARY; done; }",
    "keep & keep & sleep 0.2; echo ready",
    "while :; do for n in 1 2; do kill -0 %$n 2>/dev/null || keep & done; sleep 0.1; done",
  ),
  bash(
    "holds the output open",
    "trap 'exit 0' TERM",
    "( trap '' TERM; setsid bash -c 'sleep $CANARY; :' ) & sleep 0.2; echo ready",
    forever,
  ),
  bash(
    "makes zombies",
    "( for n in 1 2 3 4 5; do sleep 0.01 & done; exec sleep $CANARY ) & sleep 0.3; echo ready; wait",
  ),
  {
    name: "tight loop in Python",
    type: "PYTHON",
    script:
      "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('ready', flush=True)\nwhile True: pass\n",
  },
  {
    name: "tight loop in Node",
    type: "NODEJS",
    script: "process.on('SIGTERM', () => {});\nrequire('fs').writeSync(1, 'ready\\n');\nfor (;;) ;\n",
  },
  {
    name: "its first thread has ended",
    type: "PYTHON",
    script: [
      "import ctypes, signal, threading, time",
      "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
      "def stay():",
      "    time.sleep(0.2)",
      "    print('ready', flush=True)",
      "    while True: time.sleep(0.2)",
      "threading.Thread(target=stay).start()",
      "ctypes.CDLL(None).pthread_exit(None)",
    ].join("\n"),
  },
  bash(
    "floods its output",
    "trap '' TERM",
    "echo ready",
    "while :; do echo 0123456789 0123456789 0123456789 $CANARY; done",
  ),
  bash(
    "waits on a pipe nobody opens",
    "pipe=${TMPDIR:-/tmp}/zoo-$CANARY; mkfifo $pipe",
    "( trap '' TERM; bash -c \"cat $pipe; :\" ) & sleep 0.2; rm -f $pipe; echo ready; wait",
  ),
  bash(
    "starts more on TERM",
    "canary=$CANARY",
    "trap '( setsid sleep $canary & ); ( setsid env -i sleep $canary & )' TERM",
    "echo ready",
    forever,
  ),
  bash(
    "leaves as a job for later would",
    "( unshare -U true 2>/dev/null && own='unshare -U'; nice -n 5 setsid -f ${own-} sleep $CANARY </dev/null >/dev/null 2>&1 )",
    "sleep 0.3; echo ready",
    forever,
  ),
  bash("kills its wrapper", "trap '' TERM", "setsid sleep $CANARY & echo ready; sleep 0.1; kill -9 $PPID", forever),
  bash(
    "removes its files",
    "trap '' TERM",
    'setsid sleep $CANARY & rm -rf "$(dirname "$0")"/* "$(dirname "$0")"; echo ready',
    forever,
  ),
  { ...bash("leaves a server running", "nohup setsid sleep $CANARY >/dev/null 2>&1 & echo ready"), leaves: true },
];
