import { binaryBytesText } from "../../../shared/bytes-text.ts";
import type { ServerCheckPoint } from "../../bridge/views.ts";
import { elapsedText } from "../../time/format-duration.ts";

interface ChartPoint {
  readonly at: number;
  /** Undefined: not known at that time. */
  readonly value: number | undefined;
}

export interface ServerChart {
  readonly title: string;
  /** The latest and the highest value, in words. */
  readonly summary: string;
  readonly points: readonly ChartPoint[];
  /** The upper edge. */
  readonly most: number;
  /** When it did not answer, epoch milliseconds. */
  readonly unreached: readonly number[];
}

/** The charts of a server; a figure that it never told has none. */
export function chartsOf(points: readonly ServerCheckPoint[]): readonly ServerChart[] {
  const unreached = points.filter(({ reachable }) => !reachable).map(({ at }) => at);
  const chart = (
    title: string,
    read: (point: ServerCheckPoint) => number | undefined,
    text: (value: number) => string,
    total?: (point: ServerCheckPoint) => number | undefined,
  ): ServerChart[] => {
    const values = points.map((point) => ({ at: point.at, value: read(point) }));
    const known = values.flatMap(({ value }) => (value === undefined ? [] : [value]));
    const last = known.at(-1);
    if (last === undefined) return [];
    const whole = points.map((point) => total?.(point)).findLast((value) => value !== undefined);
    const highest = Math.max(...known);
    return [
      {
        title,
        summary: `${text(last)}${whole === undefined ? "" : ` of ${text(whole)}`}, highest ${text(highest)}`,
        points: values,
        most: whole ?? (highest === 0 ? 1 : highest * 1.1),
        unreached,
      },
    ];
  };
  return [
    ...chart("Answers in", (point) => point.latencyMs, elapsedText),
    ...chart(
      "Load",
      (point) => point.load,
      (load) => load.toFixed(2),
    ),
    ...chart(
      "Memory in use",
      (point) => point.memoryUsed,
      binaryBytesText,
      (point) => point.memoryTotal,
    ),
    ...chart(
      "Disk in use",
      (point) => point.diskUsed,
      binaryBytesText,
      (point) => point.diskTotal,
    ),
  ];
}

interface Frame {
  readonly from: number;
  readonly to: number;
  readonly most: number;
  readonly width: number;
  readonly height: number;
}

/** Lines as SVG has their points, broken where nothing is known: what was not seen is not drawn. */
export function linesOf(points: readonly ChartPoint[], { from, to, most, width, height }: Frame): readonly string[] {
  const lines: string[][] = [[]];
  for (const { at, value } of points) {
    if (value === undefined) {
      lines.push([]);
      continue;
    }
    const x = ((at - from) / Math.max(1, to - from)) * width;
    const y = height - (value / most) * height;
    lines.at(-1)?.push(`${x.toFixed(1)},${y.toFixed(1)}`);
  }
  return lines.filter((line) => line.length > 1).map((line) => line.join(" "));
}
