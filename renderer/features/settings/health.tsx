import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import type { DoctorLine } from "../../bridge/views.ts";
import { LoadingRows } from "../../ui/delayed.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { counted } from "../../ui/plural.ts";
import { InlineCode } from "../../ui/inline-code.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Section } from "../../ui/section.tsx";
import type { StatusLook } from "../../ui/status-looks.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import styles from "./settings.module.css";

const looks: Readonly<Record<DoctorLine["verdict"], StatusLook>> = {
  ok: { word: "In order", icon: IconCircleCheck, tone: "completed" },
  warning: { word: "Warning", icon: IconAlertTriangle, tone: "partial" },
  problem: { word: "Problem", icon: IconCircleX, tone: "failed" },
};

const gravity: Readonly<Record<DoctorLine["verdict"], number>> = { problem: 0, warning: 1, ok: 2 };

function summary(lines: readonly DoctorLine[]): string {
  const problems = lines.filter((line) => line.verdict === "problem").length;
  const warnings = lines.filter((line) => line.verdict === "warning").length;
  if (problems + warnings === 0) return "everything is in order";
  const parts = [problems > 0 && counted(problems, "problem"), warnings > 0 && counted(warnings, "warning")];
  return parts.filter(Boolean).join(", ");
}

/** What the program stands on, each with what to do where it is not in order. */
export function Health() {
  const api = useApi();
  const doctor = useQuery(api.system.doctor.queryOptions());
  const lines = doctor.data?.toSorted((left, right) => gravity[left.verdict] - gravity[right.verdict]);
  return (
    <Section
      title="Health"
      aside={
        lines !== undefined && (
          <>
            {summary(lines)}, looked <RelativeTime at={doctor.dataUpdatedAt} />
          </>
        )
      }
      actions={
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconRefresh size={14} aria-hidden />}
          loading={doctor.isFetching}
          onClick={() => void doctor.refetch()}
        >
          Check again
        </Button>
      }
      flush
    >
      {doctor.isPending && <LoadingRows rows={4} />}
      {doctor.error !== null && <ErrorPanel title="The check could not be made" error={doctor.error} />}
      <ul className={styles.rows}>
        {lines?.map((line) => {
          const look = looks[line.verdict];
          return (
            <li key={line.name} className={classes(styles.check, toneClass(look.tone))}>
              <look.icon size={17} role="img" aria-label={look.word} />
              <span className={styles.checked}>{line.name}</span>
              <span>
                <InlineCode text={line.message} />
              </span>
              {line.remedy !== undefined && (
                <span className={styles.remedy}>
                  <InlineCode text={line.remedy} />
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
