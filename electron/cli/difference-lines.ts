import type { VersionComparisonAnswer } from "./answers.ts";
import type { Paint } from "./paint.ts";
import { counted } from "./text.ts";

type Difference = NonNullable<VersionComparisonAnswer["script"]>;

/** How much differs between two texts, in words. */
export function differenceText({ added, removed }: Difference): string {
  return `${counted(added, "line")} added, ${counted(removed, "line")} removed`;
}

/** The lines that differ, for a person. */
export function differenceLines(difference: Difference, paint: Paint): string[] {
  return [
    ...difference.lines.map((line) => differenceLine(line, paint)),
    ...(difference.cut === 0 ? [] : [`    … and ${counted(difference.cut, "further line")}`]),
  ];
}

function differenceLine(line: Difference["lines"][number], paint: Paint): string {
  switch (line.kind) {
    case "skipped":
      return paint("grey", `    … ${counted(line.count, "equal line")}`);
    case "same":
      return `      ${plainLine(line.text)}`;
    case "added":
      return paint("green", `    + ${plainLine(line.text)}`);
    case "removed":
      return paint("red", `    - ${plainLine(line.text)}`);
  }
}

/** Keeps indentation, which is what may have changed. */
function plainLine(text: string): string {
  return text.replaceAll("\t", "    ").replaceAll(/\p{Cc}/gu, "�");
}
