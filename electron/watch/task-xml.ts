import { ownershipMark } from "./ownership.ts";
import type { WatchLine } from "./watch-line.ts";
import { xmlText } from "./xml-text.ts";

/** Any moment in the past: the repetition counts from it. */
const startBoundary = "2020-01-01T00:00:00";

/** The line as a task of the Windows Task Scheduler (schema http://schemas.microsoft.com/windows/2004/02/mit/task). */
export function taskXml(line: WatchLine): string {
  const mark = ownershipMark({ dataDirectory: line.dataDirectory, foldersMade: [] });
  return [
    '<?xml version="1.0" encoding="UTF-16"?>',
    '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
    "  <RegistrationInfo>",
    "    <Author>Cronium</Author>",
    `    <Description>${xmlText(mark)}</Description>`,
    "  </RegistrationInfo>",
    "  <Triggers>",
    "    <TimeTrigger>",
    "      <Repetition>",
    `        <Interval>PT${String(line.everyMs / 1_000)}S</Interval>`,
    "        <StopAtDurationEnd>false</StopAtDurationEnd>",
    "      </Repetition>",
    `      <StartBoundary>${startBoundary}</StartBoundary>`,
    "      <Enabled>true</Enabled>",
    "    </TimeTrigger>",
    "  </Triggers>",
    "  <Principals>",
    '    <Principal id="Author">',
    "      <LogonType>InteractiveToken</LogonType>",
    "      <RunLevel>LeastPrivilege</RunLevel>",
    "    </Principal>",
    "  </Principals>",
    "  <Settings>",
    "    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>",
    "    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>",
    "    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>",
    "    <Enabled>true</Enabled>",
    "    <ExecutionTimeLimit>PT5M</ExecutionTimeLimit>",
    "  </Settings>",
    '  <Actions Context="Author">',
    "    <Exec>",
    "      <Command>powershell.exe</Command>",
    `      <Arguments>${xmlText(powershellArguments(line))}</Arguments>`,
    "    </Exec>",
    "  </Actions>",
    "</Task>",
    "",
  ].join("\r\n");
}

/** How often a task of ours looks, milliseconds. Windows may write the interval in larger units than it was given. */
export function readTaskInterval(text: string): number | undefined {
  const parts = /<Interval>P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?<\/Interval>/.exec(text);
  if (parts === null) return undefined;
  const [days, hours, minutes, seconds] = parts.slice(1).map((part: string | undefined) => Number(part ?? 0));
  return ((((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1_000;
}

/** A task has no environment of its own and would flash a console: PowerShell sets the one and hides the other. */
function powershellArguments(line: WatchLine): string {
  const variables = Object.entries(line.environment).map(([name, value]) => `$env:${name} = ${quote(value)}; `);
  const script = `${variables.join("")}& ${line.command.map(quote).join(" ")}; exit $LASTEXITCODE`;
  return `-NoProfile -NonInteractive -WindowStyle Hidden -Command "${script}"`;
}

/** A literal of PowerShell, within an argument in double quotes, which no path of Windows can hold. */
function quote(word: string): string {
  const literal = `'${word.replaceAll(/['‘’‚‛]/g, "$&$&")}'`;
  // Backslashes before a double quote would take it for text: here one can only come before the single quote.
  return literal.replaceAll('"', '\\"');
}
