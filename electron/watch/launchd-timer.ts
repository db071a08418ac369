import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { WatchTimer } from "../../shared/watch.ts";
import { launchdPlist, readPlistInterval } from "./launchd-plist.ts";
import { placeFiles, presentFiles, removeFiles, type OwnedFile } from "./owned-files.ts";
import { timerStatus, type TimerControl, type TimerParts } from "./timer-control.ts";
import { watchLine, watchName } from "./watch-line.ts";

/** The watch as an agent of the user's own launchd. */
export function createLaunchdTimer(parts: TimerParts & { readonly userId: number }): TimerControl {
  const { dataDirectory, run } = parts;
  const label = watchName("dev.cronium.watch", dataDirectory, parts.isDefault);
  const path = join(parts.home, "Library", "LaunchAgents", `${label}.plist`);
  const domain = `gui/${String(parts.userId)}`;
  const loadByHand = `launchctl bootstrap ${domain} "${path}"`;

  function files(everyMs: number): readonly OwnedFile[] {
    const line = watchLine(label, dataDirectory, parts.call, everyMs);
    return [{ path, text: (ownership) => launchdPlist(line, ownership) }];
  }

  async function isLoaded(): Promise<boolean> {
    return (await run("/bin/launchctl", ["print", `${domain}/${label}`])).status === 0;
  }

  async function status(): Promise<WatchTimer> {
    const present = presentFiles(files(1), dataDirectory);
    const makes = [path];
    if (present.length === 0) return timerStatus("launchd", { makes, detail: "launchd can look after Cronium" });
    const active = await isLoaded();
    return timerStatus("launchd", {
      installed: true,
      active,
      everyMs: readPlistInterval(readFileSync(path, "utf8")),
      files: present,
      makes,
      detail: `${label} is installed and ${active ? "loaded" : "not loaded"}`,
      remedy: active ? undefined : `It is loaded with your next login, or now with \`${loadByHand}\`.`,
    });
  }

  return {
    status,
    async install(everyMs) {
      placeFiles(files(everyMs), dataDirectory);
      // One that is loaded keeps its old times until it is loaded anew.
      if (await isLoaded()) await run("/bin/launchctl", ["bootout", `${domain}/${label}`]);
      await run("/bin/launchctl", ["bootstrap", domain, path]);
      return status();
    },
    async remove() {
      if (presentFiles(files(1), dataDirectory).length > 0 && (await isLoaded())) {
        await run("/bin/launchctl", ["bootout", `${domain}/${label}`]);
      }
      removeFiles(files(1), dataDirectory);
      return status();
    },
  };
}
