import { Button } from "@mantine/core";
import { useMemo } from "react";
import { usePlaceQuery } from "../../navigation/location.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { checkPattern } from "../../ui/log-pane/search-pattern.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { Screen } from "../../ui/screen.tsx";
import { readSearchChoice } from "./search-choice.ts";
import { SearchForm } from "./search-form.tsx";
import { SearchHits } from "./search-hits.tsx";
import { SearchProgress } from "./search-progress.tsx";
import styles from "./search.module.css";
import { useSearch } from "./use-search.ts";

const noFilters = { event: undefined, server: undefined, since: undefined, status: undefined };

/** Searches the logs of all jobs. */
export function SearchScreen() {
  const [query, change] = usePlaceQuery();
  const choice = useMemo(() => readSearchChoice(query), [query]);
  const searched = choice.text !== "" && checkPattern(choice).fault === undefined;
  const search = useSearch(searched ? choice : undefined);
  const { hits, state, step, error } = search;
  const filtered = Object.keys(noFilters).some((name) => query.has(name));
  return (
    <Screen>
      <PageHeader title="Search logs" />
      <div className={styles.screen}>
        <SearchForm choice={choice} change={change} />
        {state !== "idle" && state !== "failed" && <SearchProgress search={search} />}
        {state === "failed" && (
          <ErrorPanel title="The logs could not be searched" error={error} onRetry={search.again} />
        )}
        {!searched && (
          <EmptyState sentence="Find a line in any log of any job: an error, a file name, an id. The newest logs come first." />
        )}
        {state === "ended" && hits.length === 0 && step !== undefined && (
          <EmptyState
            sentence={step.logs === 0 ? "No log lies within these filters." : `No log holds “${choice.text}”.`}
            action={
              filtered && (
                <Button variant="default" onClick={() => change(noFilters)}>
                  Search all logs
                </Button>
              )
            }
          />
        )}
        {hits.length > 0 && <SearchHits hits={hits} />}
      </div>
    </Screen>
  );
}
