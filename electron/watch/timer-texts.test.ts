import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { launchdPlist, readPlistInterval } from "./launchd-plist.ts";
import { ownershipMark, readOwnership } from "./ownership.ts";
import { readTimerUnit, systemdUnits } from "./systemd-units.ts";
import { readTaskInterval, taskXml } from "./task-xml.ts";
import { watchLine, watchName, type WatchLine } from "./watch-line.ts";
import { plainXmlText, xmlText } from "./xml-text.ts";

const ownership = { dataDirectory: "/home/ada/data", foldersMade: ["/home/ada/.config"] };

function lineFor(path: string, environment: Readonly<Record<string, string>> = {}): WatchLine {
  const call = { command: [`${path}/node`, `${path}/cronium.mjs`], environment } as const;
  return watchLine("cronium-watch", path, call, 420_000);
}

/** The first line that sets this. */
function setting(text: string, name: string): string | undefined {
  return text.split("\n").find((line) => line.startsWith(`${name}=`));
}

describe("systemd", () => {
  it("runs the command by its absolute path, with the data directory, at the interval", () => {
    const { run, timer } = systemdUnits(lineFor("/opt/cronium"), ownership);
    expect(setting(run, "ExecStart")).toBe(
      'ExecStart="/opt/cronium/node" "/opt/cronium/cronium.mjs" "--data" "/opt/cronium" "watch" "check" "--notify"',
    );
    expect(setting(run, "Type")).toBe("Type=oneshot");
    expect(setting(timer, "OnUnitActiveSec")).toBe("OnUnitActiveSec=420s");
    expect(setting(timer, "WantedBy")).toBe("WantedBy=timers.target");
    expect(readTimerUnit(timer)).toBe(420_000);
  });

  it("takes specifiers, variables and quotes in a path for what they are", () => {
    const { run } = systemdUnits(lineFor("/a b/100%/$HOME"), ownership);
    expect(setting(run, "ExecStart")).toContain('"/a b/100%%/$HOME/node" "/a b/100%%/$$HOME/cronium.mjs"');
    const quoted = systemdUnits(lineFor(String.raw`/it's "a\b"`), ownership).run;
    expect(setting(quoted, "ExecStart")).toContain(
      String.raw`ExecStart="/bin/sh" "-c" "exec \"$$@\"" "sh" "/it's \"a\\b\"/node" "/it's \"a\\b\"/cronium.mjs"`,
    );
  });

  it("hands Electron the variable that makes it the Node it carries", () => {
    const { run } = systemdUnits(lineFor("/opt", { ELECTRON_RUN_AS_NODE: "1" }), ownership);
    expect(setting(run, "Environment")).toBe('Environment="ELECTRON_RUN_AS_NODE=1"');
  });
});

describe("launchd", () => {
  it("names the command word by word, escaped, and the interval in seconds", () => {
    const plist = launchdPlist(lineFor('/a & <b> "c"'), ownership);
    expect(plist).toContain("<string>/a &amp; &lt;b&gt; &quot;c&quot;/node</string>");
    expect(plist).toContain("<key>StartInterval</key>\n  <integer>420</integer>");
    expect(readPlistInterval(plist)).toBe(420_000);
  });
});

describe("Task Scheduler", () => {
  it("runs the command through PowerShell literals", () => {
    const xml = plainXmlText(taskXml(lineFor("C:\\it's 100% $env:X", { ELECTRON_RUN_AS_NODE: "1" })));
    expect(xml).toContain(
      String.raw`-Command "$env:ELECTRON_RUN_AS_NODE = '1'; & 'C:\it''s 100% $env:X/node' 'C:\it''s 100% $env:X/cronium.mjs' '--data' 'C:\it''s 100% $env:X' 'watch' 'check' '--notify'; exit $LASTEXITCODE"`,
    );
  });

  it("reads the interval as it wrote it and as Windows may", () => {
    expect(readTaskInterval(taskXml(lineFor("C:\\a")))).toBe(420_000);
    expect(readTaskInterval("<Interval>PT1H30M</Interval>")).toBe(5_400_000);
    expect(readTaskInterval("<Interval>P1D</Interval>")).toBe(86_400_000);
    expect(readTaskInterval("<Interval>soon</Interval>")).toBeUndefined();
  });
});

describe("the mark of ownership", () => {
  it("is found again in every kind of file, whatever the path, and ends no comment", () => {
    const paths = fc.string({ unit: "grapheme", minLength: 1 }).map((name) => `/${name}`);
    fc.assert(
      fc.property(paths, fc.array(paths, { maxLength: 3 }), (dataDirectory, foldersMade) => {
        const made = { dataDirectory, foldersMade };
        const line = lineFor(dataDirectory);
        const { run, timer } = systemdUnits(line, made);
        for (const text of [run, timer, launchdPlist(line, made)]) expect(readOwnership(text)).toEqual(made);
        expect(ownershipMark(made)).not.toMatch(/--|\n/);
      }),
      { examples: [["/a--b -->\n<!--", ["/--"]]] },
    );
    expect(readOwnership(plainXmlText(taskXml(lineFor("C:\\<b>"))))?.dataDirectory).toBe("C:\\<b>");
  });

  it("is not in what somebody else wrote", () => {
    expect(readOwnership("[Unit]\nDescription=Cronium\n")).toBeUndefined();
    expect(readOwnership(`${ownershipMark(ownership).slice(0, -2)}\n`)).toBeUndefined();
  });
});

it("tells the lines of several data directories apart", () => {
  expect(watchName("cronium-watch", "/a", true)).toBe("cronium-watch");
  expect(watchName("cronium-watch", "/a", false)).toMatch(/^cronium-watch-[0-9a-f]{8}$/);
  expect(watchName("cronium-watch", "/a", false)).not.toBe(watchName("cronium-watch", "/b", false));
});

it("escapes for XML what it can read again", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(xmlText(text)).not.toMatch(/[<>"]/);
      expect(plainXmlText(xmlText(text))).toBe(text.replaceAll(/[^\t\n\r\P{Cc}]/gu, ""));
    }),
  );
});
