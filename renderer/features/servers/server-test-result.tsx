import { Button } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import type { ServerTest, ServerView } from "../../bridge/views.ts";
import { ErrorPanel, TroublePanel } from "../../ui/error-panel.tsx";
import { classes, toneClass } from "../../ui/tone-class.ts";
import styles from "./servers.module.css";

export interface ServerTestResultProps {
  readonly server: ServerView;
  /** Of the latest test made here; undefined before the first. */
  readonly result: ServerTest | undefined;
  readonly error: unknown;
  readonly testing: boolean;
  readonly onTest: () => void;
}

/** How the latest test went; before one was made here, what the last check found wrong. */
export function ServerTestResult({ server, result, error, testing, onTest }: ServerTestResultProps) {
  if (testing || server.archived) return null;
  if (error !== undefined && error !== null) return <ErrorPanel title="The test could not be made" error={error} />;
  // The panels of the host key, and of work that waits, say the rest.
  if (server.offered !== undefined || server.held !== undefined) return null;
  if (result?.ok === true && server.status === "online") {
    return (
      <div className={classes(styles.passed, toneClass("completed"))} role="status">
        <IconCircleCheck size={18} aria-hidden />
        {result.message}
      </div>
    );
  }
  const isBad = server.status === "offline" || (result !== undefined && !result.ok);
  if (!isBad) return null;
  return (
    <TroublePanel
      title={`${server.name} did not pass its last test`}
      message={result?.message ?? server.problem}
      line={result === undefined ? server.line : result.line}
      remedy={
        result?.remedy ?? server.remedy ?? "Check that it is up and that its address, user and credential are right."
      }
      actions={
        <Button variant="default" onClick={onTest}>
          Test again
        </Button>
      }
    />
  );
}
