import { Button, Group, Modal, Select, Stack } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../bridge/api.tsx";
import type { EventView } from "../../bridge/views.ts";
import { nowMs } from "../../time/clock.ts";
import { ownZone } from "../../time/format-time.ts";
import { ErrorPanel, TroublePanel } from "../../ui/error-panel.tsx";
import { KeyValueList } from "../../ui/key-values.tsx";
import { notifyDone } from "../../ui/notify.tsx";
import { counted } from "../../ui/plural.ts";
import { ZonedTime } from "../../ui/zoned-time.tsx";
import { clockWords, storedWords, timerWords } from "./delegation-words.ts";
import { draftInstant, instantOfDraft } from "./instant-draft.ts";
import { InstantField } from "./instant-field.tsx";

/** Until then unless another end is chosen, milliseconds. */
const usualMs = 12 * 3_600_000;

export interface DelegationDialogProps {
  readonly event: EventView;
  readonly onClose: () => void;
}

/** Asks to which server a schedule is left and until when, tells what that means, and leaves it. */
export function DelegationDialog({ event, onClose }: DelegationDialogProps) {
  const api = useApi();
  const zone = event.schedule?.timezone ?? ownZone();
  const servers = useQuery(api.servers.list.queryOptions());
  const choices = (servers.data ?? []).filter(({ id, groups }) => runsOn(event, id, groups));
  const [chosen, setChosen] = useState<string | null>(null);
  const [until, setUntil] = useState(() => draftInstant(Math.ceil((nowMs() + usualMs) / 3_600_000) * 3_600_000, zone));
  const preview = useMutation(api.delegations.preview.mutationOptions());
  const leave = useMutation(
    api.delegations.create.mutationOptions({
      onSuccess: () => {
        notifyDone(`The schedule of “${event.name}” is on the server`);
        onClose();
      },
    }),
  );
  const serverId = Number(chosen ?? choices[0]?.id);
  const named = instantOfDraft(until, zone);
  const input = named.at === undefined ? undefined : { eventId: event.id, serverId, untilAt: named.at };
  const told = preview.data;
  const change = (apply: () => void): void => {
    apply();
    preview.reset();
    leave.reset();
  };
  const go = (): void => {
    if (input === undefined || preview.isPending || leave.isPending) return;
    if (told === undefined) preview.mutate(input);
    else if (told.timer !== undefined) leave.mutate(input);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={`Leave the schedule of “${event.name}” to a server`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        onSubmit={(submit) => {
          submit.preventDefault();
          go();
        }}
      >
        <Stack gap="md">
          <Select
            label="Server"
            description="It runs what is due while this computer is off; what it did is told afterwards."
            data={choices.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={chosen ?? (choices[0] === undefined ? null : String(choices[0].id))}
            onChange={(value) => change(() => setChosen(value))}
            allowDeselect={false}
            data-autofocus
          />
          <InstantField
            id="delegation-until"
            label="Until"
            zone={zone}
            value={until}
            onChange={(value) => change(() => setUntil(value))}
            description={`On the clock of ${zone.replaceAll("_", " ")}; 31 days at most.`}
          />
          {told !== undefined && (
            <div role="status">
              <KeyValueList
                items={[
                  { label: "Runs there", value: counted(told.runs, "instant") },
                  { label: "First", value: <ZonedTime at={told.firstAt} zone={zone} /> },
                  { label: "Last", value: <ZonedTime at={told.lastAt} zone={zone} /> },
                  ...(told.heldBack === 0
                    ? []
                    : [
                        {
                          label: "Kept back",
                          value: `${counted(told.heldBack, "instant")}, by calendars or the maximum`,
                        },
                      ]),
                  ...(told.timer === undefined ? [] : [{ label: "Woken by", value: timerWords(told.timer) }]),
                  ...(clockWords(told.clockAheadMs) === undefined
                    ? []
                    : [{ label: "Its clock", value: clockWords(told.clockAheadMs) }]),
                  { label: "Lies there", value: storedWords(told.secrets) },
                ]}
              />
            </div>
          )}
          {told !== undefined && told.timer === undefined && (
            <TroublePanel
              title={`It cannot be left to ${told.serverName} now`}
              message={told.obstacle}
              remedy="Choose another server, or see to this one and try again."
            />
          )}
          {preview.error !== null && <ErrorPanel title="It cannot be left to it" error={preview.error} />}
          {leave.error !== null && <ErrorPanel title="It could not be left to it" error={leave.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              loading={preview.isPending || leave.isPending}
              disabled={input === undefined || choices.length === 0 || (told !== undefined && told.timer === undefined)}
            >
              {told === undefined ? "See what that means" : "Leave it there"}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function runsOn({ fields }: EventView, id: number, groups: readonly string[]): boolean {
  const { run } = fields;
  return run.on === "servers" && (run.serverIds.includes(id) || run.groups.some((group) => groups.includes(group)));
}

/** Whether an event has a schedule that a server could be given. */
export function canBeLeft({ status, schedule, fields }: EventView): boolean {
  return status === "ACTIVE" && schedule !== null && fields.run.on === "servers" && fields.type !== "HTTP_REQUEST";
}
