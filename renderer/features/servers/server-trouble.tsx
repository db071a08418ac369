import type { ServerView } from "../../bridge/views.ts";
import { TroublePanel } from "../../ui/error-panel.tsx";
import styles from "./servers.module.css";
import { untilText } from "./server-words.ts";
import { useNow } from "../../time/clock.ts";

/** That work waits for a server which cannot be reached, and what should be known of it otherwise. */
export function ServerTrouble({ server }: { readonly server: ServerView }) {
  const now = useNow(1_000);
  const { held, facts } = server;
  const warnings = facts?.warnings ?? [];
  if (server.archived || (held === undefined && warnings.length === 0)) return null;
  return (
    <div className={styles.warnings}>
      {held !== undefined && (
        <TroublePanel
          tone="partial"
          title={`Work waits for ${server.name}`}
          message={`${held.reason}. It is tried again ${untilText(held.until, now)}; jobs for it wait meanwhile.`}
          remedy="See that it is up and that this computer has a way to it. A test that succeeds lets work go on at once."
        />
      )}
      {warnings.map((warning) => (
        <TroublePanel key={warning.kind} tone="partial" title={warning.message} remedy={warning.remedy} />
      ))}
    </div>
  );
}
