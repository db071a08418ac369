import { ownershipMark, type Ownership } from "./ownership.ts";
import type { WatchLine } from "./watch-line.ts";
import { xmlText } from "./xml-text.ts";

/** The line as a property list for launchd (launchd.plist(5)). */
export function launchdPlist(line: WatchLine, ownership: Ownership): string {
  const words = line.command.map((word) => `    <string>${xmlText(word)}</string>`);
  const variables = Object.entries(line.environment).flatMap(([name, value]) => [
    `    <key>${xmlText(name)}</key>`,
    `    <string>${xmlText(value)}</string>`,
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<!-- ${ownershipMark(ownership)} -->`,
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    "<dict>",
    "  <key>Label</key>",
    `  <string>${xmlText(line.name)}</string>`,
    "  <key>ProgramArguments</key>",
    "  <array>",
    ...words,
    "  </array>",
    "  <key>EnvironmentVariables</key>",
    "  <dict>",
    ...variables,
    "  </dict>",
    "  <key>StartInterval</key>",
    `  <integer>${String(line.everyMs / 1_000)}</integer>`,
    "  <key>ProcessType</key>",
    "  <string>Background</string>",
    "</dict>",
    "</plist>",
    "",
  ].join("\n");
}

/** How often a property list of ours looks, milliseconds. */
export function readPlistInterval(text: string): number | undefined {
  const seconds = /<key>StartInterval<\/key>\s*<integer>(\d+)<\/integer>/.exec(text)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}
