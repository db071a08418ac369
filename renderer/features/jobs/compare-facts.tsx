import type { JobComparison } from "../../bridge/views.ts";
import { compareFact } from "./fact-words.ts";
import styles from "./job-compare.module.css";

export interface CompareFactsProps {
  readonly facts: JobComparison["facts"];
  /** What the two runs are called: "Good run". */
  readonly from: string;
  readonly to: string;
}

/** How two runs went, where that differs. */
export function CompareFacts({ facts, from, to }: CompareFactsProps) {
  return (
    <table className={styles.facts} aria-label="How the runs went">
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">{from}</th>
          <th scope="col">{to}</th>
        </tr>
      </thead>
      <tbody>
        {facts.map(compareFact).map((fact) => (
          <tr key={fact.label}>
            <th scope="row">{fact.label}</th>
            <td>{fact.from}</td>
            <td>{fact.to}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
