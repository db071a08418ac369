import { binaryBytesText, bytesText } from "../../../shared/bytes-text.ts";
import { processorsBetween, ratesBetween, type UsageHistory } from "../../../shared/usage-history.ts";

/** One line of a chart: values at moments, epoch milliseconds. */
export interface UsageLine {
  readonly name: string;
  readonly points: readonly { readonly atMs: number; readonly value: number }[];
}

/** What one chart shows. */
export interface UsageChartData {
  readonly title: string;
  readonly lines: readonly UsageLine[];
  /** What may be used at most, in the lines' unit; drawn as a line of its own. */
  readonly limit: number | undefined;
  readonly text: (value: number) => string;
  /** The figure beside the title. */
  readonly summary: string;
}

export function coresText(cores: number): string {
  return `${cores.toFixed(2)} ${cores === 1 ? "core" : "cores"}`;
}

function rateText(bytesPerSecond: number): string {
  return `${bytesText(bytesPerSecond)}/s`;
}

/** The charts of an execution; one whose place tells nothing of it has no lines. */
export function usageCharts(
  history: UsageHistory,
  limits: { readonly processors?: number | undefined; readonly memoryBytes?: number | undefined },
): readonly UsageChartData[] {
  const { samples, peak } = history;
  const last = samples.at(-1);
  const rates = (name: string, total: Parameters<typeof ratesBetween>[1]): UsageLine => ({
    name,
    points: fromStart(samples, ratesBetween(samples, total)),
  });
  const of = (limit: string | undefined): string => (limit === undefined ? "" : ` of ${limit}`);
  return [
    {
      title: "Processors",
      lines: [{ name: "in use", points: fromStart(samples, processorsBetween(samples)) }],
      limit: limits.processors,
      text: coresText,
      summary: `peak ${peak.processors.toFixed(2)}${of(limits.processors === undefined ? undefined : coresText(limits.processors)) || " cores"}`,
    },
    {
      title: "Memory",
      lines: [{ name: "in use", points: samples.map(({ atMs, memoryBytes }) => ({ atMs, value: memoryBytes })) }],
      limit: limits.memoryBytes,
      text: binaryBytesText,
      summary: `peak ${binaryBytesText(peak.memoryBytes)}${of(limits.memoryBytes === undefined ? undefined : binaryBytesText(limits.memoryBytes))}`,
    },
    {
      title: "Disk",
      lines: [rates("read", (sample) => sample.readBytes), rates("written", (sample) => sample.writtenBytes)],
      limit: undefined,
      text: rateText,
      summary: totals(last?.readBytes, "read", last?.writtenBytes, "written"),
    },
    {
      title: "Network",
      lines: [rates("received", (sample) => sample.receivedBytes), rates("sent", (sample) => sample.sentBytes)],
      limit: undefined,
      text: rateText,
      summary: totals(last?.receivedBytes, "received", last?.sentBytes, "sent"),
    },
  ].filter(({ title, summary }) => title !== "Network" || summary !== "");
}

/** What is known after one look, in a sentence: no line can be drawn, and processor time is told between two looks. */
export function oneLookText(charts: readonly UsageChartData[]): string {
  const known = charts
    .filter(({ title, summary }) => title !== "Processors" && summary !== "")
    .map(({ title, summary }) => `${title.toLowerCase()} ${summary.replace(/^peak /, "")}`);
  return `One look was taken: ${known.join("; ")}.`;
}

/** What lies between two looks holds from the first of them on. */
function fromStart(samples: UsageHistory["samples"], points: UsageLine["points"]): UsageLine["points"] {
  const [sample] = samples;
  const [point] = points;
  return sample === undefined || point === undefined ? points : [{ atMs: sample.atMs, value: point.value }, ...points];
}

function totals(first: number | undefined, firstWord: string, second: number | undefined, secondWord: string): string {
  if (first === undefined || second === undefined) return "";
  return `${bytesText(first)} ${firstWord}, ${bytesText(second)} ${secondWord}`;
}

/** Where a line's points are in a box of `width` by `height`, as the points of an SVG polyline. */
export function polylineOf(
  points: UsageLine["points"],
  box: {
    readonly width: number;
    readonly height: number;
    readonly fromMs: number;
    readonly toMs: number;
    readonly most: number;
  },
): string {
  const span = Math.max(1, box.toMs - box.fromMs);
  return points
    .map(({ atMs, value }) => {
      const x = ((atMs - box.fromMs) / span) * box.width;
      const y = box.height - (Math.min(value, box.most) / box.most) * box.height;
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(" ");
}
