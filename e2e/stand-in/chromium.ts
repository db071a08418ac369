import { chromium, type Browser, type BrowserContext } from "playwright";
import { chromiumPath, debuggingPort } from "./environment.ts";

let launching: Promise<{ readonly browser: Browser; readonly context: BrowserContext }> | undefined;

async function launch() {
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [
      "--no-sandbox",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      // Electron lets a page from a file load its own modules; a plain browser does not.
      "--allow-file-access-from-files",
      `--remote-debugging-port=${debuggingPort}`,
      "--remote-debugging-address=127.0.0.1",
    ],
  });
  return { browser, context: await browser.newContext({ viewport: null }) };
}

/** The browser context all windows share, started with the first. */
export async function browserContext(): Promise<BrowserContext> {
  launching ??= launch();
  return (await launching).context;
}

export async function closeBrowser(): Promise<void> {
  const launched = await launching?.catch(() => undefined);
  await launched?.browser.close();
}
