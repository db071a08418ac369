import { Button } from "@mantine/core";
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import type { WatchStatus } from "../../bridge/views.ts";
import { CodeText } from "../../ui/code-text.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { confirm } from "../../ui/confirm.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { InlineCode } from "../../ui/inline-code.tsx";
import { notifyDone, notifyProblem } from "../../ui/notify.tsx";
import { Section } from "../../ui/section.tsx";
import { classes, toneClass } from "../../ui/tone-class.ts";
import { WatchFinding } from "./watch-finding.tsx";
import { asSentence, installConsequences, removeConsequences, timerNames, watchAnswer } from "./watch-words.ts";
import styles from "./watch.module.css";

/** How often is looked for what the timer has found, milliseconds. */
const renewMs = 60_000;

/** The watch on the watchman: the system's own timer that tells when Cronium is dead or stuck. */
export function Watch() {
  const api = useApi();
  const { data, error, refetch } = useQuery(api.watch.status.queryOptions(undefined, { refetchInterval: renewMs }));
  return (
    <Section title="Watch" aside="tells you when Cronium itself is dead or stuck">
      {data === undefined && error === null && <LoadingRows rows={2} />}
      {data === undefined && error !== null && (
        <ErrorPanel title="The watch could not be looked at" error={error} onRetry={() => void refetch()} />
      )}
      {data !== undefined && <WatchPanel status={data} onChanged={() => void refetch()} />}
    </Section>
  );
}

function WatchPanel({ status, onChanged }: { readonly status: WatchStatus; readonly onChanged: () => void }) {
  const api = useApi();
  const install = useMutation(api.watch.install.mutationOptions());
  const remove = useMutation(api.watch.remove.mutationOptions());
  const { timer, latest } = status;
  const answer = watchAnswer(timer);
  const Mark = timer.installed ? IconEye : IconEyeOff;
  const parts = timer.files.length > 0 ? timer.files : timer.makes;
  const busy = install.isPending || remove.isPending;
  return (
    <div className={styles.panel}>
      <p className={styles.what}>
        Every few minutes this computer’s own timer looks for Cronium’s sign of life and shows a notification when there
        is none. Nothing of Cronium needs to run for that.
      </p>
      <div className={classes(styles.state, toneClass(answer.tone))}>
        <Mark size={17} aria-hidden />
        <p className={styles.words} role="status">
          <b>{answer.words}</b> <InlineCode text={asSentence(timer.detail)} />
        </p>
        {timer.installed ? (
          <Button
            variant="default"
            loading={busy}
            onClick={() =>
              confirm({
                title: "Remove the watch?",
                consequences: removeConsequences(timer),
                verb: "Remove",
                onConfirm: () =>
                  remove.mutate(undefined, {
                    onSuccess: () => notifyDone("The watch is removed"),
                    onError: (error) => notifyProblem("The watch could not be removed", error),
                    onSettled: onChanged,
                  }),
              })
            }
          >
            Remove…
          </Button>
        ) : (
          timer.kind !== "none" && (
            <Button
              loading={busy}
              onClick={() =>
                confirm({
                  title: "Have this computer watch over Cronium?",
                  consequences: installConsequences(timer),
                  verb: "Install",
                  onConfirm: () =>
                    install.mutate(
                      {},
                      {
                        onSuccess: () => notifyDone("The watch is installed"),
                        onError: (error) => notifyProblem("The watch could not be installed", error),
                        onSettled: onChanged,
                      },
                    ),
                })
              }
            >
              Install…
            </Button>
          )
        )}
      </div>
      {timer.remedy !== undefined && (
        <p className={classes(styles.remedy, toneClass("partial"))}>
          <InlineCode text={timer.remedy} />
        </p>
      )}
      {parts.length > 0 && (
        <div className={styles.files}>
          <p className={styles.label}>
            {timer.installed ? "It consists of" : "Installing it makes"} (for {timerNames[timer.kind]})
          </p>
          <ul>
            {parts.map((file) => (
              <li key={file}>
                <CodeText text={file} copy="path" />
              </li>
            ))}
          </ul>
        </div>
      )}
      {latest !== undefined && <WatchFinding latest={latest} />}
    </div>
  );
}
