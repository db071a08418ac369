import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { WatchTimer } from "../../shared/watch.ts";
import { placeFiles, presentFiles, removeFiles, type OwnedFile } from "./owned-files.ts";
import { readTimerUnit, systemdUnits } from "./systemd-units.ts";
import { timerStatus, type TimerControl, type TimerParts } from "./timer-control.ts";
import { watchLine, watchName } from "./watch-line.ts";

/**
 * The watch as a timer of the user's own systemd. The files alone are enough from the next login on; where a systemd
 * answers, the timer starts at once.
 */
export function createSystemdTimer(parts: TimerParts): TimerControl {
  const { dataDirectory, environment, run } = parts;
  const name = watchName("cronium-watch", dataDirectory, parts.isDefault);
  const timerUnit = `${name}.timer`;
  // An empty or relative one counts as none (XDG Base Directory Specification).
  const chosen = environment["XDG_CONFIG_HOME"] ?? "";
  const folder = join(chosen.startsWith("/") ? chosen : join(parts.home, ".config"), "systemd", "user");
  const timerPath = join(folder, timerUnit);

  function files(everyMs: number): readonly OwnedFile[] {
    const line = watchLine(name, dataDirectory, parts.call, everyMs);
    return [
      { path: join(folder, `${name}.service`), text: (ownership) => systemdUnits(line, ownership).run },
      { path: timerPath, text: (ownership) => systemdUnits(line, ownership).timer },
      // What `systemctl enable` would make.
      { path: join(folder, "timers.target.wants", timerUnit), linkTo: timerPath },
    ];
  }

  /** @returns what systemd printed, or undefined when it does not answer or refuses */
  async function systemctl(...words: readonly string[]): Promise<string | undefined> {
    const { status, stdout } = await run("systemctl", ["--user", "--no-ask-password", ...words]);
    return status === 0 ? stdout.trim() : undefined;
  }

  async function isAnswering(): Promise<boolean> {
    return ((await systemctl("show", "--property=Version", "--value")) ?? "") !== "";
  }

  async function status(): Promise<WatchTimer> {
    const all = files(1);
    const present = presentFiles(all, dataDirectory);
    const found = { files: present, makes: all.map(({ path }) => path) };
    if (present.length === 0) return timerStatus("systemd", { ...found, detail: "systemd can look after Cronium" });
    if (present.length < all.length) {
      const detail = `Of the ${String(all.length)} files of the timer only ${String(present.length)} are there`;
      return timerStatus("systemd", { ...found, detail, remedy: "Install it again, or remove it." });
    }
    const installed = { ...found, installed: true, everyMs: readTimerUnit(readFileSync(timerPath, "utf8")) };
    if (!(await isAnswering())) {
      return timerStatus("systemd", {
        ...installed,
        detail: `${timerUnit} is installed; your systemd does not answer from here`,
        remedy: `It starts with your next login, or now with \`systemctl --user daemon-reload\` and \`systemctl --user start ${timerUnit}\`.`,
      });
    }
    const active = (await systemctl("is-active", timerUnit)) === "active";
    return timerStatus("systemd", {
      ...installed,
      active,
      detail: `${timerUnit} is installed and ${active ? "runs" : "does not run"}`,
      remedy: active ? undefined : `Start it with \`systemctl --user start ${timerUnit}\`.`,
    });
  }

  return {
    status,
    async install(everyMs) {
      placeFiles(files(everyMs), dataDirectory);
      if (await isAnswering()) {
        await systemctl("daemon-reload");
        await systemctl("restart", timerUnit);
      }
      return status();
    },
    async remove() {
      const answering = await isAnswering();
      if (answering && presentFiles(files(1), dataDirectory).length > 0) await systemctl("stop", timerUnit);
      removeFiles(files(1), dataDirectory);
      if (answering) {
        await systemctl("daemon-reload");
        await systemctl("reset-failed", `${name}.service`);
      }
      return status();
    },
  };
}
