import type { Overview, SystemStatus } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { KeyValueStrip } from "../../ui/key-values.tsx";
import styles from "./dashboard.module.css";

interface FigureProps {
  readonly number: number;
  readonly href: string;
  readonly aside: string;
}

function Figure({ number, href, aside }: FigureProps) {
  return (
    <span className={styles.figure}>
      <a href={href}>{number.toLocaleString("en-GB")}</a> <span className={styles.of}>{aside}</span>
    </span>
  );
}

/** The numbers behind the answer, each leading to its list. */
export function Figures({ overview, status }: { readonly overview: Overview; readonly status: SystemStatus }) {
  const { events, servers, lastDay } = overview;
  const asleep = [
    events.paused > 0 && `${String(events.paused)} paused`,
    events.draft > 0 && `${String(events.draft)} draft`,
  ];
  return (
    <KeyValueStrip
      label="In numbers"
      items={[
        {
          label: "Active events",
          value: <Figure number={events.active} href={paths.events()} aside={asleep.filter(Boolean).join(", ")} />,
        },
        {
          label: "Running now",
          value: (
            <Figure
              number={status.jobs.running}
              href={paths.jobs({ status: "running" })}
              aside={`${String(status.jobs.queued)} queued`}
            />
          ),
        },
        {
          label: "Failed in 24 hours",
          value: (
            <Figure
              number={lastDay.failed}
              href={paths.jobs({ status: "failed" })}
              aside={`of ${(lastDay.completed + lastDay.failed + lastDay.other).toLocaleString("en-GB")}`}
            />
          ),
        },
        {
          label: "Servers online",
          value: <Figure number={servers.online} href={paths.servers()} aside={`of ${String(servers.total)}`} />,
        },
      ]}
    />
  );
}
