import { binaryBytesText, bytesText } from "../../../shared/bytes-text.ts";
import { processorsBetween, type UsageHistory } from "../../../shared/usage-history.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { coresText } from "./usage-lines.ts";
import styles from "./usage.module.css";

function told(bytes: number | undefined): string {
  return bytes === undefined ? "–" : bytesText(bytes);
}

/** The samples one by one; what was read, written, received and sent are totals up to then. */
export function UsageTable({ history }: { readonly history: UsageHistory }) {
  const { samples } = history;
  const from = samples[0]?.atMs ?? 0;
  const cores = new Map(processorsBetween(samples).map(({ atMs, value }) => [atMs, value]));
  return (
    // A region that scrolls must be reachable by keyboard.
    <div className={styles.scroll} role="region" aria-label="What it used, as a table" tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {["After", "Processors", "Memory", "Read", "Written", "Received", "Sent", "Processes"].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {samples.map((sample) => {
            const used = cores.get(sample.atMs);
            return (
              <tr key={sample.atMs}>
                <th scope="row">{elapsedText(sample.atMs - from)}</th>
                <td>{used === undefined ? "–" : coresText(used)}</td>
                <td>{binaryBytesText(sample.memoryBytes)}</td>
                <td>{told(sample.readBytes)}</td>
                <td>{told(sample.writtenBytes)}</td>
                <td>{told(sample.receivedBytes)}</td>
                <td>{told(sample.sentBytes)}</td>
                <td>{sample.processes ?? "–"}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
