import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBed } from "../../../e2e/bed/read-bed.mjs";
import type { ScriptType } from "../../../shared/words.ts";
import { requestFor } from "../conformance-bench.ts";
import { createRecordingContext } from "../recording-context.ts";
import { connectionTo, openSshBench, type SshBench } from "./ssh-conformance-bench.ts";

/**
 * Every server of the bed: with bash, dash and busybox as login shells; whose tar knows no gzip; that allows two
 * sessions; that forwards nothing; behind another; with a password only; with certificates only; with RSA and ECDSA
 * keys only.
 */
const servers = [...readBed().servers, ...readBed().furtherServers].map(({ name }) => name);

const scripts: Readonly<Record<Exclude<ScriptType, "HTTP_REQUEST">, (ending: string) => string>> = {
  BASH: (ending) => `printf 'out %s\\n' "\${BASH_VERSION%%.*}"; printf 'err ä\\n' >&2; ${ending}`,
  PYTHON: (ending) => {
    const code = /^exit (\d+)$/.exec(ending)?.[1];
    const end = code === undefined ? "os.kill(os.getpid(), 9)" : `sys.exit(${code})`;
    return `import os, sys\nprint("out", sys.version_info[0], flush=True)\nprint("err ä", file=sys.stderr, flush=True)\n${end}`;
  },
  NODEJS: (ending) => {
    const code = /^exit (\d+)$/.exec(ending)?.[1];
    const end = code === undefined ? `process.kill(process.pid, "SIGKILL")` : `process.exitCode = ${code}`;
    return `console.log("out", typeof process.version);\nconsole.error("err ä");\n${end}`;
  },
};
const firstWords = { BASH: "out 5\n", PYTHON: "out 3\n", NODEJS: "out string\n" } as const;

/** Each of them with one kind of script, death by signal with all of them. */
const endings = [
  ["BASH", "exit 0", 0],
  ["PYTHON", "exit 1", 1],
  ["NODEJS", "exit 7", 7],
  ["BASH", "exit 126", 126],
  ["PYTHON", "exit 127", 127],
  ["NODEJS", "exit 137", 137],
  ["BASH", "kill -TERM $$", 143],
  ["PYTHON", "kill", 137],
  ["NODEJS", "kill", 137],
] as const;

let bench: SshBench;
beforeAll(async () => {
  bench = await openSshBench("web-1");
});
afterAll(() => bench.close());

describe("the same scripts on every kind of server", () => {
  it.concurrent.each(servers)(
    "%s gives their output and exact exit codes",
    async (name) => {
      const server = await connectionTo(name);
      const results = await Promise.all(
        endings.map(async ([type, ending]) => {
          const context = createRecordingContext();
          const target = { on: "servers", server } as const;
          const request = requestFor(bench, scripts[type](ending), { type, target });
          const outcome = await bench.executor.run(request, context);
          await bench.executor.discard(context.lastHandle(), request);
          return [type, ending, outcome, context.log.text("stdout"), context.log.text("stderr")];
        }),
      );
      expect(results).toEqual(
        endings.map(([type, ending, exitCode]) => [
          type,
          ending,
          { kind: "exited", exitCode },
          firstWords[type],
          "err ä\n",
        ]),
      );
    },
    120_000,
  );
});
