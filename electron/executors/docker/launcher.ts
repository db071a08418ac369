import type { ScriptType } from "../../../shared/words.ts";

/**
 * How a script and its environment get into a container: through stdin, as one block of bytes, because arguments and
 * the container's own environment can be read by anyone who may ask Docker. A launcher inside keeps exactly the
 * announced number of bytes in a private tmpfs and sources them. The block begins with shell text in one pair of
 * braces, which a shell reads wholly before it acts: a block that was cut short starts nothing.
 */
export interface Delivery {
  readonly bytes: Uint8Array;
  /** What the container runs, as an argument vector. Says only how long the block is. */
  readonly command: readonly string[];
}

/** A tmpfs of the script's user alone. The block is emptied before the script starts. */
export const launcherDirectory = "/run/cronium";
const blockFile = `${launcherDirectory}/block`;
const scriptFile = `${launcherDirectory}/script`;

/** The launcher writes this line to both streams; everything after it is the script's own. */
export const startMark = "cronium: the script starts\n";

/** Exit code when no interpreter was found, only meaningful without the start mark. */
export const interpreterMissingExitCode = 124;

/** `head` may read more than it keeps (busybox does), so there is one read and nothing after it. */
const launcher = `head -c "$1" >${blockFile} && . ${blockFile}; exit 125`;

/** Names an interpreter goes by, the first found is taken. */
export const interpreters: Readonly<Record<ScriptType, readonly string[]>> = {
  BASH: ["bash"],
  PYTHON: ["python3", "python"],
  NODEJS: ["node", "nodejs"],
};

/** Set for the container's init alone: it passes signals on to the script's whole process group. */
export const groupSignalVariable = "TINI_KILL_PROCESS_GROUP";

/** The name of the first variable that no shell can carry, or undefined. */
export function unusableVariable(environment: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(environment).find(
    ([name, value]) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || value.includes("\0"),
  )?.[0];
}

/** The environment must have passed `unusableVariable`: names go into shell text as they are. */
export function packDelivery(
  type: ScriptType,
  script: string,
  environment: Readonly<Record<string, string>>,
): Delivery {
  const scriptBytes = Buffer.from(script);
  const shellText = [
    "{",
    `tail -c ${String(scriptBytes.length)} ${blockFile} >${scriptFile} || exit 125`,
    `: >${blockFile}`,
    `unset ${groupSignalVariable}`,
    ...Object.entries(environment).map(([name, value]) => `export ${name}=${quoteForShell(value)} || exit 125`),
    ...chooseInterpreter(interpreters[type]),
    `printf '${startMark.replace("\n", "\\n")}'`,
    `printf '${startMark.replace("\n", "\\n")}' >&2`,
    `exec "$1" ${scriptFile} </dev/null`,
    "}",
    "",
  ].join("\n");
  const bytes = Buffer.concat([Buffer.from(shellText), scriptBytes]);
  return { bytes, command: ["/bin/sh", "-c", launcher, "cronium", String(bytes.length)] };
}

/** Single quotes protect everything but themselves. */
export function quoteForShell(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}

function chooseInterpreter(names: readonly string[]): readonly string[] {
  const tests = names.map(
    (name, index) => `${index === 0 ? "if" : "elif"} command -v ${name} >/dev/null 2>&1; then set -- ${name}`,
  );
  return [...tests, `else exit ${String(interpreterMissingExitCode)}; fi`];
}
