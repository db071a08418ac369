import { format } from "prettier";
import { edgesOf, executionTransitions, jobTransitions, type StateTransition } from "../shared/job-states.ts";

/** The text of docs/job-states.md, as it follows from the tables in shared/. */
export function jobStatesPage(): Promise<string> {
  const lines = [
    "# What becomes of a job",
    "",
    "This page is written by `npm run job-states` from `shared/job-states.ts`; a test fails when it says something else. The same table gives the statements their conditions and their types, and the database has triggers that refuse every other change of a status.",
    "",
    "## Jobs",
    "",
    ...diagram(jobTransitions),
    "",
    ...transitionTable(jobTransitions),
    "",
    "Whoever holds the lease writes for the attempt it was given for. If the lease has gone to another meanwhile, nothing changes, and what was found out is kept in the audit trail as `job.late_result`.",
    "",
    "## Executions",
    "",
    ...diagram(executionTransitions),
    "",
    ...transitionTable(executionTransitions),
    "",
    "Why a run failed, and what to do about each reason, is a [page of its own](failure-reasons.md).",
    "",
  ];
  return format(lines.join("\n"), { parser: "markdown", printWidth: 120 });
}

type Transitions = Readonly<Record<string, StateTransition<string>>>;

function diagram(transitions: Transitions): readonly string[] {
  const edges = edgesOf(transitions).filter((edge) => edge.from !== edge.to);
  const ends = [...new Set(edges.map((edge) => edge.to))].filter(
    (status) => !edges.some(({ from }) => from === status),
  );
  return [
    "```mermaid",
    "stateDiagram-v2",
    ...edges.map(({ by, from, to }) => `  ${from ?? "[*]"} --> ${to}: ${inWords(by)}`),
    ...ends.map((status) => `  ${status} --> [*]`),
    "```",
  ];
}

function transitionTable(transitions: Transitions): readonly string[] {
  return [
    "| transition | from | to | by | when |",
    "|---|---|---|---|---|",
    ...Object.entries(transitions).map(([name, { from, to, actor, when }]) =>
      ["", inWords(name), from.join(", ") || "nothing", to.join(", ") || "the same", actor, when, ""]
        .join(" | ")
        .trim(),
    ),
  ];
}

function inWords(name: string): string {
  return name.replaceAll("_", " ");
}
