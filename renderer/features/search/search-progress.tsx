import { Button, Progress } from "@mantine/core";
import { bytesText } from "../../../shared/bytes-text.ts";
import { counted } from "../../ui/plural.ts";
import { searchWords } from "./search-words.ts";
import styles from "./search.module.css";
import type { Search } from "./use-search.ts";

/** How far a search is, and a way to end it. */
export function SearchProgress({ search }: { readonly search: Search }) {
  const { step, state, hits, cancel } = search;
  const share = step === undefined || step.logs === 0 ? 0 : (100 * step.logsDone) / step.logs;
  return (
    <div className={styles.progress}>
      <p role="status">{searchWords(search)}</p>
      {step !== undefined && step.bytesRead > 0 && (
        <p className={styles.quiet}>
          {bytesText(step.bytesRead)} read
          {step.logsByIndex > 0 && `, ${counted(step.logsByIndex, "log")} answered for by the index`}
        </p>
      )}
      {state === "searching" && (
        <>
          <Progress className={styles.bar} value={share} aria-label="Searched" size="sm" />
          <Button variant="default" onClick={cancel}>
            Stop the search
          </Button>
        </>
      )}
      {state === "ended" && step?.next !== undefined && hits.length > 0 && (
        <Button variant="default" onClick={search.more}>
          Search older logs
        </Button>
      )}
      {state === "cancelled" && (
        <Button variant="default" onClick={search.again}>
          Search again
        </Button>
      )}
    </div>
  );
}
