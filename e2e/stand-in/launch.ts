import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type Page } from "playwright";
import type { Answer, Call, Operations } from "./control.ts";
import { variables } from "./variables.ts";
import type { Notice } from "./parent.ts";

export interface LaunchOptions {
  /** Absolute path of the built main script. */
  readonly main: string;
  /** Folder of the desktop profile: two programs with the same one are two instances of one. */
  readonly userData: string;
  readonly workingDirectory: string;
  readonly programArguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A running program on the stand-in. */
export interface Launched {
  readonly process: ChildProcess;
  /** Exit code of the program, or the name of the signal that ended it. */
  readonly exit: Promise<number | string>;
  /** What it has written to stderr so far. */
  errors(): string;
  call<Name extends keyof Operations>(
    operation: Name,
    ...values: Parameters<Operations[Name]>
  ): Promise<Awaited<ReturnType<Operations[Name]>>>;
  /** The next notice of that kind, or the oldest that nobody has taken. Fails when the program ends instead. */
  notice<Kind extends Notice["kind"]>(kind: Kind): Promise<Extract<Notice, { kind: Kind }>>;
  /** The window's page, once it has loaded. */
  page(): Promise<Page>;
  /** Quits, and waits for the end. */
  close(): Promise<void>;
}

const register = fileURLToPath(new URL("./register.ts", import.meta.url));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Runs a built main script on the stand-in, as `electron .` would. */
export async function launch(options: LaunchOptions): Promise<Launched> {
  const port = await freePort();
  const child = spawn(process.execPath, ["--import", register, options.main, ...(options.programArguments ?? [])], {
    cwd: options.workingDirectory,
    env: {
      ...process.env,
      [variables.userData]: options.userData,
      [variables.debuggingPort]: String(port),
      ...options.environment,
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let errors = "";
  child.stdout?.resume();
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    errors += chunk;
  });
  const exit = new Promise<number | string>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      resolve(code ?? String(signal));
    });
  });

  const answers = new Map<number, (answer: Answer) => void>();
  const untaken: Notice[] = [];
  const takers: { readonly kind: string; readonly take: (notice: Notice) => void }[] = [];
  let calls = 0;
  let browser: Browser | undefined;

  child.on("message", (message: Notice | Answer) => {
    if ("answer" in message) return answers.get(message.answer)?.(message);
    const taker = takers.findIndex(({ kind }) => kind === message.kind);
    if (taker < 0) untaken.push(message);
    else takers.splice(taker, 1)[0]?.take(message);
  });

  const call: Launched["call"] = (operation, ...values) =>
    new Promise((resolve, reject) => {
      calls += 1;
      answers.set(calls, (answer) => {
        if (answer.error === undefined) resolve(answer.value as never);
        else reject(new Error(answer.error));
      });
      child.send({ call: calls, operation, values } satisfies Call);
    });

  const notice: Launched["notice"] = async (kind) => {
    const known = untaken.findIndex((candidate) => candidate.kind === kind);
    if (known >= 0) return untaken.splice(known, 1)[0] as never;
    const taken = new Promise<Notice>((resolve) => takers.push({ kind, take: resolve }));
    const ended = exit.then((code) => {
      throw new Error(`The program ended (${String(code)}) before any ${kind}.\n${errors}`);
    });
    return (await Promise.race([taken, ended])) as never;
  };

  return {
    process: child,
    exit,
    errors: () => errors,
    call,
    notice,
    async page() {
      const { url } = await notice("window");
      browser = await chromium.connectOverCDP(`http://127.0.0.1:${String(port)}`);
      const pages = browser.contexts().flatMap((context) => context.pages());
      const page = pages.find((candidate) => candidate.url().startsWith(url));
      if (!page) throw new Error(`No page at ${url} among ${pages.map((candidate) => candidate.url()).join(", ")}`);
      // Left to itself this second connection would answer what the stand-in is asked.
      page.on("dialog", () => undefined);
      return page;
    },
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        void call("quit").catch(() => undefined);
        await exit;
      }
      await browser?.close().catch(() => undefined);
    },
  };
}
