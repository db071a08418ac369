import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import type { EventView } from "../../bridge/views.ts";
import { confirm } from "../../ui/confirm.tsx";
import { TroublePanel } from "../../ui/error-panel.tsx";
import { KeyValueStrip } from "../../ui/key-values.tsx";
import { notifyDone, notifyProblem } from "../../ui/notify.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Section } from "../../ui/section.tsx";
import { LookBadge } from "../../ui/status-badge.tsx";
import { ZonedTime } from "../../ui/zoned-time.tsx";
import { delegationLooks, isOpen, progressWords } from "./delegation-words.ts";

/** The schedule while it is left to a server: how far it is, when the server was last heard of, and the way back. */
export function DelegationPanel({ event }: { readonly event: Pick<EventView, "id" | "name" | "schedule"> }) {
  const api = useApi();
  const latest = useQuery(api.delegations.list.queryOptions({ eventId: event.id, limit: 1 }));
  const takeBack = useMutation(
    api.delegations.takeBack.mutationOptions({
      onError: (error) => notifyProblem("The schedule could not be taken back", error),
    }),
  );
  const giveUp = useMutation(
    api.delegations.giveUp.mutationOptions({
      onSuccess: () => notifyDone(`The schedule of “${event.name}” is this computer's again`),
      onError: (error) => notifyProblem("The server could not be given up", error),
    }),
  );
  const left = latest.data?.[0];
  if (left === undefined) return null;
  const { state, serverName } = left;
  if (state === "ended" || state === "failed" || !isOpen(left)) return null;
  // The server answered: then somebody else is the trouble.
  const isShared = left.problem?.startsWith("Another Cronium ") === true;
  const askToGiveUp = (): void =>
    confirm({
      title: `Wait for ${serverName} no longer?`,
      consequences: [
        "What it ran since it was last heard of cannot be known: the ledger will say so.",
        "It may go on running the schedule until its time is over, while this computer runs it, too.",
        "Its crontab line or timer, and what it was given, may stay there.",
      ],
      verb: "Give up",
      danger: true,
      onConfirm: () => giveUp.mutate({ eventId: event.id }),
    });
  const zone = event.schedule?.timezone;
  return (
    <Section
      title="While this computer is off"
      actions={
        state !== "revoking" && (
          <Button variant="default" loading={takeBack.isPending} onClick={() => takeBack.mutate({ eventId: event.id })}>
            Take back
          </Button>
        )
      }
    >
      <KeyValueStrip
        label="The schedule that is left"
        items={[
          { label: "State", value: <LookBadge look={delegationLooks[state]} /> },
          { label: "Server", value: serverName },
          {
            label: "Until",
            wide: true,
            value: <ZonedTime at={left.untilAt} {...(zone === undefined ? {} : { zone })} />,
          },
          { label: "Instants", value: progressWords(left) },
          {
            label: "Last heard",
            value: left.heardAt === undefined ? "–" : <RelativeTime at={left.heardAt} focusable />,
          },
        ]}
      />
      {left.problem !== undefined && (
        <TroublePanel
          tone="partial"
          title={isShared ? "Two programs ask for this schedule" : `${serverName} cannot be asked now`}
          message={left.problem}
          remedy={
            isShared
              ? "Let one of them go on; what it fetches from the server is not in the data of the other."
              : "It is asked again every minute. Its instants run there meanwhile, and are told once it answers."
          }
          actions={
            <Button variant="default" loading={giveUp.isPending} onClick={askToGiveUp}>
              Give up…
            </Button>
          }
        />
      )}
    </Section>
  );
}
