import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useRef, useState } from "react";
import { useApi } from "../../bridge/api.tsx";
import type { ImageWorkView } from "../../bridge/views.ts";
import { notifyProblem } from "../../ui/notify.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { JobStatusBadge } from "../../ui/status-badge.tsx";
import { TroublePanel } from "../../ui/error-panel.tsx";
import styles from "./images.module.css";

const badges = {
  waiting: "queued",
  working: "running",
  done: "completed",
  failed: "failed",
  cancelled: "cancelled",
} as const;

const verbs = { build: "Building", pull: "Pulling" } as const;

export interface ImageWorkItemProps {
  readonly work: ImageWorkView;
  readonly startsOpen: boolean;
  /** Takes one that has ended out of view. */
  readonly onDismiss: () => void;
}

/** One build or pull: how it stands, its latest line, and on request its whole log, live. */
export function ImageWorkItem({ work, startsOpen, onDismiss }: ImageWorkItemProps) {
  const api = useApi();
  const [open, setOpen] = useState(startsOpen);
  const refused = { onError: (problem: unknown) => notifyProblem("It could not be cancelled", problem) };
  const cancel = useMutation(api.images.cancel.mutationOptions(refused));
  const underWay = work.endedAt === undefined;
  return (
    <li className={styles.work}>
      <div className={styles.workLine}>
        <JobStatusBadge status={badges[work.status]} />
        <span className={styles.workName}>
          {verbs[work.what]} <code>{work.image}</code>
        </span>
        <RelativeTime at={work.startedAt} />
        <Button variant="default" size="compact-sm" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Hide the log" : "Show the log"}
        </Button>
        {underWay && (
          <Button
            variant="default"
            size="compact-sm"
            loading={cancel.isPending}
            onClick={() => cancel.mutate({ id: work.id })}
          >
            Cancel
          </Button>
        )}
        {!underWay && (
          <Tooltip label="Dismiss">
            <ActionIcon aria-label={`Dismiss ${verbs[work.what].toLowerCase()} ${work.image}`} onClick={onDismiss}>
              <IconX size={15} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {!open && underWay && work.latest !== undefined && <p className={styles.latest}>{work.latest}</p>}
      {work.problem !== undefined && (
        <div className={styles.problem}>
          <TroublePanel
            title={work.what === "build" ? "The image could not be built" : "The image could not be pulled"}
            message={work.problem.message}
            remedy={work.problem.remedy}
          />
        </div>
      )}
      {open && <WorkLog work={work} />}
    </li>
  );
}

/** The lines of a work, the newest in view as long as the reader does not scroll away. */
function WorkLog({ work }: { readonly work: ImageWorkView }) {
  const api = useApi();
  const [lines, setLines] = useState<readonly string[]>([]);
  const frame = useRef<HTMLPreElement>(null);
  const follows = useRef(true);
  useSubscription(
    api.images.follow.subscriptionOptions(
      { id: work.id },
      {
        // A log begins anew with every subscription of this page.
        onStarted: () => setLines([]),
        onData: ({ data }) => setLines((known) => [...known.slice(0, data.next - data.lines.length), ...data.lines]),
      },
    ),
  );
  useEffect(() => {
    if (follows.current) frame.current?.scrollTo({ top: frame.current.scrollHeight });
  }, [lines]);
  return (
    <pre
      ref={frame}
      className={styles.log}
      tabIndex={0}
      role="log"
      aria-label={`Log of ${work.image}`}
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        follows.current = scrollTop + clientHeight >= scrollHeight - 8;
      }}
    >
      {lines.length === 0 ? "Nothing has been said yet." : lines.join("\n")}
    </pre>
  );
}
