import { Button } from "@mantine/core";
import { IconRestore, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import { DifferenceView } from "../../ui/difference-view.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { Section } from "../../ui/section.tsx";

export interface VersionComparisonProps {
  readonly eventId: number;
  readonly from: number;
  readonly to: number;
  /** The version the event has now. */
  readonly present: number;
  readonly onRollBack: (version: number) => void;
  readonly onClose: () => void;
}

/** What differs between two versions of an event, and the way back to either. */
export function VersionComparison({ eventId, from, to, present, onRollBack, onClose }: VersionComparisonProps) {
  const api = useApi();
  const comparison = useQuery(api.events.compare.queryOptions({ id: eventId, from, to }));
  const nameOf = (version: number): string =>
    version === present ? `Version ${String(version)}, the present one` : `Version ${String(version)}`;
  return (
    <Section
      title={`Version ${String(from)} → ${to === present ? `${String(to)}, the present one` : String(to)}`}
      actions={
        <>
          {[from, to]
            .filter((version) => version !== present)
            .map((version) => (
              <Button
                key={version}
                variant="default"
                leftSection={<IconRestore size={15} aria-hidden />}
                onClick={() => onRollBack(version)}
              >
                Roll back to {version}…
              </Button>
            ))}
          <Button variant="subtle" leftSection={<IconX size={15} aria-hidden />} onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      {comparison.error !== null && (
        <ErrorPanel
          title="The versions could not be compared"
          error={comparison.error}
          onRetry={() => void comparison.refetch()}
        />
      )}
      {comparison.data === undefined && comparison.error === null && <LoadingRows rows={4} />}
      {comparison.data !== undefined && comparison.error === null && (
        <DifferenceView
          from={nameOf(from)}
          to={nameOf(to)}
          fields={comparison.data.fields}
          script={comparison.data.script}
        />
      )}
    </Section>
  );
}
