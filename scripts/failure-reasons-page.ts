import { format } from "prettier";
import { failureKinds, type FailureKind } from "../shared/failure.ts";

const concerns: Readonly<Record<FailureKind["concern"], string>> = {
  script: "The script's",
  server: "The server's",
  "this-computer": "This computer's",
  event: "The event's",
  program: "The program's",
};

/** The text of docs/failure-reasons.md, as it follows from shared/failure.ts. */
export function failureReasonsPage(): Promise<string> {
  const kinds: readonly (readonly [string, FailureKind])[] = Object.entries(failureKinds);
  const lines = [
    "# Why a run failed",
    "",
    "This page is written by `npm run job-states` from `shared/failure.ts`; a test fails when it says something else. Every failure has one of these reasons, and says besides in its own words what happened to what. The job's page shows both with the button that leads to where it is mended; so does `cronium job show`, without the button.",
    "",
    ...Object.entries(concerns).flatMap(([concern, whose]) => [
      `## ${whose} problem`,
      "",
      "| reason | what it means | tried again by itself | exit code | what to do |",
      "|---|---|---|---|---|",
      ...kinds
        .filter(([, kind]) => kind.concern === concern)
        .map(
          ([reason, { title, meaning, retryable, exitCode, remedy }]) =>
            `| \`${reason}\` | **${title}.** ${meaning} | ${retryable ? "yes" : "no"} | ${String(exitCode)} | ${remedy} |`,
        ),
      "",
    ]),
    "## Tried again",
    "",
    "*Tried again by itself* holds where an event has retries and names no failures of its own (`retries.on` in [the definition file](cli.md)). What was cancelled is never tried again; a run that nobody can say the end of needs attention, unless the event says `onUnknown: retry`. Where something has outlived a stop, nothing is repeated beside it.",
    "",
    "## Exit codes",
    "",
    "A script's own exit code is kept as it is: 1 stands in the table for whatever it was. The negative ones are the program's; `cronium run --wait` exits with 256 less. Of a job that failed on some of its targets, 100 is added to how many failed.",
    "",
  ];
  return format(lines.join("\n"), { parser: "markdown", printWidth: 120 });
}
