import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../bridge/api.tsx";
import type { ExecutionView, JobView } from "../../bridge/views.ts";
import { usePlaceQuery } from "../../navigation/location.ts";
import { MergedPane } from "../../ui/merged-log/merged-pane.tsx";
import { LogPane } from "../../ui/log-pane/log-pane.tsx";
import { targetWords } from "../../ui/target-words.ts";
import { latestAttempt, likelyExecution } from "./choose-execution.ts";
import { ExecutionFacts } from "./execution-facts.tsx";
import { hasOutput, JobOutput } from "./execution-output.tsx";
import { ExecutionList, mergedId } from "./execution-list.tsx";
import { JobCompare } from "./job-compare.tsx";
import { JobDetails } from "./job-details.tsx";
import { JobFiles } from "./job-files.tsx";
import { serversOfJob } from "./job-servers.ts";
import { JobServers } from "./job-servers-table.tsx";
import { JobUsage } from "./job-usage.tsx";
import { isUnfinished, logFileName } from "./job-words.ts";
import styles from "./job.module.css";

/** The execution that the address names; else the likely one, which stays the same until the next attempt. */
function useChosenExecution(job: JobView, named: string | null): ExecutionView | undefined {
  const attempt = latestAttempt(job.executions)[0]?.attempt;
  const [likely, setLikely] = useState<{ readonly attempt: number; readonly id: string }>();
  if (attempt !== undefined && likely?.attempt !== attempt) {
    setLikely({ attempt, id: likelyExecution(job.executions)?.id ?? "" });
  }
  const find = (id: string | undefined): ExecutionView | undefined =>
    job.executions.find((execution) => execution.id === id);
  return find(named ?? undefined) ?? find(likely?.id);
}

/** Why nothing is in the log of an execution that has ended. */
function emptyLogWords({ status, hasBegun, exitCode, failure }: ExecutionView): string {
  if (status === "failed" && !hasBegun && exitCode === undefined) return "The script was not started.";
  const isUnkept = failure?.reason === "disk_full" || failure?.reason === "log_failed";
  return isUnkept ? "What the script wrote could not be kept." : "The script wrote nothing.";
}

/** A byte of a log, as an address names it. */
function positionIn(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** What a job wrote, and what it was. */
export function JobTabs({ job }: { readonly job: JobView }) {
  const [query, change] = usePlaceQuery();
  const chosen = useChosenExecution(job, query.get("execution"));
  const files = useQuery(useApi().jobs.files.queryOptions({ id: job.id })).data ?? [];
  // What a script uses is looked at in containers only.
  const isLookedAt = job.executions.some(({ place }) => place === "container");
  const servers = serversOfJob(job);
  const isSeveral = servers.length > 1;
  const begun = servers.flatMap(({ execution }) => (execution === undefined ? [] : [execution]));
  const isMerged = begun.length > 1 && query.get("execution") === mergedId;
  const offered = [
    "details",
    ...(isSeveral ? ["servers"] : []),
    ...(hasOutput(job) ? ["output"] : []),
    ...(isLookedAt ? ["usage"] : []),
    ...(files.length > 0 ? ["files"] : []),
    ...(isUnfinished(job) ? [] : ["compare"]),
  ];
  const tab = offered.find((name) => name === query.get("tab")) ?? "log";
  return (
    <Tabs
      className={styles.tabs}
      value={tab}
      onChange={(next) => change({ tab: next === "log" ? undefined : (next ?? undefined) })}
    >
      <Tabs.List>
        <Tabs.Tab value="log">Log</Tabs.Tab>
        {isSeveral && <Tabs.Tab value="servers">Servers ({servers.length})</Tabs.Tab>}
        {hasOutput(job) && <Tabs.Tab value="output">Output</Tabs.Tab>}
        {isLookedAt && <Tabs.Tab value="usage">Usage</Tabs.Tab>}
        {files.length > 0 && <Tabs.Tab value="files">Files ({files.length})</Tabs.Tab>}
        <Tabs.Tab value="details">Details</Tabs.Tab>
        {!isUnfinished(job) && <Tabs.Tab value="compare">Compare</Tabs.Tab>}
      </Tabs.List>
      <Tabs.Panel value="log" className={styles.panel}>
        <div className={styles.executions}>
          {(isSeveral || job.executions.length > 1) && (
            <ExecutionList job={job} chosenId={isMerged ? mergedId : chosen?.id} offersAll={begun.length > 1} />
          )}
          <div className={styles.output}>
            {isMerged ? (
              tab === "log" && (
                <MergedPane
                  label={`Logs of ${job.eventName} on all servers`}
                  fileName={logFileName(job.eventName, job.id, "all-servers")}
                  logs={begun
                    .toSorted((left, right) => left.target.localeCompare(right.target))
                    .map(({ id, target }) => ({ id, name: targetWords(target) }))}
                />
              )
            ) : chosen === undefined ? (
              <p className={styles.nothing}>
                {isUnfinished(job) ? "It has not started yet; its output appears here." : "It never started."}
              </p>
            ) : (
              <>
                <ExecutionFacts execution={chosen} />
                <LogPane
                  key={chosen.id}
                  executionId={chosen.id}
                  label={`Log of ${job.eventName} on ${targetWords(chosen.target)}`}
                  fileName={logFileName(job.eventName, job.id, chosen.target)}
                  droppedBytes={chosen.logDroppedBytes}
                  whenEmpty={emptyLogWords(chosen)}
                  at={query.get("execution") === chosen.id ? positionIn(query.get("at")) : undefined}
                />
              </>
            )}
          </div>
        </div>
      </Tabs.Panel>
      <Tabs.Panel value="servers" className={styles.panel}>
        {tab === "servers" && <JobServers job={job} />}
      </Tabs.Panel>
      <Tabs.Panel value="usage" className={styles.panel}>
        <div className={styles.executions}>
          {job.executions.length > 1 && <ExecutionList job={job} chosenId={chosen?.id} tab="usage" />}
          <div className={styles.output}>
            {chosen === undefined ? (
              <p className={styles.nothing}>It has not started yet; what it uses appears here.</p>
            ) : (
              tab === "usage" && <JobUsage key={chosen.id} execution={chosen} />
            )}
          </div>
        </div>
      </Tabs.Panel>
      <Tabs.Panel value="files" className={styles.panel}>
        <JobFiles files={files} />
      </Tabs.Panel>
      <Tabs.Panel value="output" className={styles.panel}>
        {tab === "output" && <JobOutput job={job} chosen={chosen} />}
      </Tabs.Panel>
      <Tabs.Panel value="details" className={styles.panel}>
        <JobDetails job={job} />
      </Tabs.Panel>
      <Tabs.Panel value="compare" className={styles.panel}>
        {tab === "compare" && <JobCompare job={job} />}
      </Tabs.Panel>
    </Tabs>
  );
}
