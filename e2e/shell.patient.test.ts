import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTRPCClient, createWSClient, wsLink } from "@trpc/client";
import type { Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AppRouter } from "../electron/api/router.ts";
import { pipeSocketClass } from "../renderer/bridge/pipe-socket.ts";
import { windowPipes } from "../renderer/bridge/window-pipe.ts";
import { buildIfStale } from "../scripts/build-if-stale.mjs";
import { launch, type Launched } from "./stand-in/launch.ts";
import { portOfPage } from "./stand-in/page-port.ts";

const root = join(import.meta.dirname, "..");

beforeAll(async () => {
  await buildIfStale({ quiet: true });
});

function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), "cronium-shell-"));
}

/** The built program, as it would start from its installed place, with its data in `own`. */
async function start(own: string): Promise<Launched> {
  return launch({
    main: join(root, "out", "main", "main.js"),
    programArguments: ["--data", join(own, "data"), "--port", "0"],
    userData: join(own, "system"),
    workingDirectory: own,
    environment: { CRONIUM_VAULT: "file", CRONIUM_VAULT_PASSPHRASE: "for this test alone" },
  });
}

let clients = 0;

/** Asks the host for its status over the page's own port. */
async function statusThrough(page: Page): Promise<{ readonly pid: number }> {
  const port = await portOfPage(page);
  // A client beside the page's own, so under a name of its own.
  clients += 1;
  const line = createWSClient({ url: "window:", WebSocket: pipeSocketClass(windowPipes(port, clients)) });
  try {
    return await createTRPCClient<AppRouter>({ links: [wsLink({ client: line })] }).system.status.query();
  } finally {
    await line.close();
  }
}

describe("the window", () => {
  let program: Launched;
  let page: Page;
  let ownFolder: string;
  beforeAll(async () => {
    ownFolder = makeFolder();
    program = await start(ownFolder);
    page = await program.page();
  });
  afterAll(async () => {
    await program.close();
    rmSync(ownFolder, { recursive: true });
  });

  it("opens, and its page reaches the host behind it", async () => {
    expect((await statusThrough(page)).pid).toBe(program.process.pid);
    await page.getByRole("navigation").first().waitFor();
    const [window] = (await program.call("state")).windows;
    expect(window?.visible).toBe(true);
    expect(window?.options["webPreferences"]).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
    });
  });

  it("gives its page one port, frozen, and nothing of Node", async () => {
    const seen = await page.evaluate(() => {
      const world = window as unknown as Record<string, unknown>;
      const port = world["cronium"] as object;
      return {
        port: Object.keys(port),
        frozen: Object.isFrozen(port),
        node: ["require", "process", "module", "Buffer", "global"].filter((name) => name in world),
      };
    });
    expect(seen).toEqual({ port: ["send", "onFrame"], frozen: true, node: [] });
  });

  it("runs no script but its own", async () => {
    const ran = await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.injected = true";
      document.head.append(script);
      return "injected" in window;
    });
    expect(ran).toBe(false);
  });

  it("works again after a reload", async () => {
    const firstLoad = await page.evaluate(() => performance.timeOrigin);
    await program.call("clickMenu", "View/reload");
    await page.getByRole("navigation").first().waitFor();
    expect(await page.evaluate(() => performance.timeOrigin)).toBeGreaterThan(firstLoad);
    expect((await statusThrough(page)).pid).toBe(program.process.pid);
  });

  it("stays on its page; web links open in the browser", async () => {
    const address = page.url();
    const goTo = async (url: string) => {
      // A navigation that begins before the last one was refused takes its place, and nobody is asked about it.
      const refused = page.waitForEvent("requestfailed", (request) => request.url() === url);
      await page.evaluate((target) => {
        window.location.href = target;
      }, url);
      await refused;
    };
    await goTo("file:///etc/hostname");
    await goTo("https://example.invalid/followed");
    expect(await program.notice("opened")).toMatchObject({ what: "https://example.invalid/followed" });
    await page.evaluate(() => {
      window.open("file:///etc/hostname");
      window.open("https://example.invalid/opened");
    });
    expect(await program.notice("opened")).toMatchObject({ what: "https://example.invalid/opened" });
    expect(page.url()).toBe(address);
    expect(page.context().pages()).toHaveLength(1);
    expect((await program.call("state")).opened).toHaveLength(2);
  });

  it("refuses its page permissions, but for writing the clipboard", async () => {
    const denied = { requested: false, checked: false };
    expect(await program.call("permission", "geolocation")).toEqual(denied);
    expect(await program.call("permission", "clipboard-read")).toEqual(denied);
    expect(await program.call("permission", "clipboard-sanitized-write")).toEqual({ requested: true, checked: true });
  });
});

describe("the program", () => {
  let folder: string;
  const launched: Launched[] = [];
  const dataDirectory = (): string => join(folder, "data");
  beforeEach(() => {
    folder = makeFolder();
  });
  afterEach(async () => {
    await Promise.all(launched.splice(0).map((program) => program.close()));
    rmSync(folder, { recursive: true });
  });

  async function startHere(): Promise<Launched> {
    const program = await start(folder);
    launched.push(program);
    return program;
  }

  it("follows the theme chosen in the menu, at the next start too", async () => {
    const prefersDark = (page: Page) => page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
    const program = await startHere();
    const page = await program.page();
    expect(await prefersDark(page)).toBe(false);
    await program.call("clickMenu", "View/Theme/Dark");
    await expect.poll(() => prefersDark(page)).toBe(true);
    await program.close();
    const next = await startHere();
    await next.page();
    expect((await next.call("state")).theme).toBe("dark");
  });

  it("asks before it leaves a page with unsaved changes, and the host lives on when the answer is no", async () => {
    const program = await startHere();
    const page = await program.page();
    // A browser asks only where a person has done something.
    await page.locator("body").click({ position: { x: 5, y: 5 } });
    await page.evaluate(() => {
      window.addEventListener("beforeunload", (event) => {
        event.preventDefault();
      });
    });
    await program.call("clickMenu", "File/Quit");
    expect(await program.notice("dialog")).toMatchObject({ message: "Leave without saving?" });
    expect((await statusThrough(page)).pid).toBe(program.process.pid);

    await program.call("answerDialog", "Discard changes");
    await program.call("clickMenu", "File/Quit");
    expect(await program.exit).toBe(0);
  });

  it("stops its host when it quits from the menu, and leaves nothing behind that keeps the next one out", async () => {
    const program = await startHere();
    await program.page();
    await expect.poll(() => existsSync(join(dataDirectory(), "host.json"))).toBe(true);
    void program.call("clickMenu", "File/Quit").catch(() => undefined);
    expect(await program.exit).toBe(0);
    expect(program.errors()).toBe("");
    expect(existsSync(join(dataDirectory(), "host.json"))).toBe(false);

    const next = await startHere();
    expect((await statusThrough(await next.page())).pid).toBe(next.process.pid);
  });

  it("runs once for a data directory: a second start brings the first one's window up and ends", async () => {
    const first = await startHere();
    await first.page();
    await first.call("minimize");
    const second = await startHere();
    expect(await second.exit).toBe(0);
    await expect
      .poll(async () => (await first.call("state")).windows)
      .toMatchObject([{ minimized: false, focusCount: 1 }]);
  });

  it("looks what is due as soon as the computer has woken", async () => {
    mkdirSync(dataDirectory());
    writeFileSync(join(dataDirectory(), "config.yaml"), "logLevel: debug\n");
    const program = await startHere();
    await statusThrough(await program.page());
    const log = (): string => readFileSync(join(dataDirectory(), "cronium.log"), "utf8");
    expect(log()).not.toContain("the computer has woken");
    await program.call("wakeUp");
    await expect.poll(log).toContain("the computer has woken");
  });

  it("ends with its last window", async () => {
    const program = await startHere();
    await program.page();
    await program.call("closeWindow");
    expect(await program.exit).toBe(0);
  });

  it("says why it cannot start and what to do, and starts once that is done", async () => {
    mkdirSync(dataDirectory());
    const configuration = join(dataDirectory(), "config.yaml");
    writeFileSync(configuration, "logLevel: loud\n");
    const program = await startHere();
    expect(await program.notice("dialog")).toMatchObject({ message: "Cronium could not start" });
    const [dialog] = (await program.call("state")).dialogs;
    expect(dialog?.detail).toContain("logLevel");
    expect(dialog?.detail).toContain("Correct it and start again.");

    writeFileSync(configuration, "logLevel: debug\n");
    await program.call("answerDialog", "Retry");
    expect((await statusThrough(await program.page())).pid).toBe(program.process.pid);
  });

  it("ends when the person gives up on a start that fails", async () => {
    mkdirSync(dataDirectory());
    writeFileSync(join(dataDirectory(), "config.yaml"), "port: everywhere\n");
    const program = await startHere();
    await program.notice("dialog");
    await program.call("answerDialog", "Quit");
    expect(await program.exit).toBe(0);
  });
});
