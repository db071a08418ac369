import { NumberInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { mostAtOnce } from "../../../shared/event.ts";
import { useApi } from "../../bridge/api.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { notifyProblem } from "../../ui/notify.tsx";
import { counted } from "../../ui/plural.ts";
import { Section } from "../../ui/section.tsx";
import { SettingRow } from "./setting-row.tsx";

/** How much may run at once on the servers of each group together. Nothing while no server is in a group. */
export function GroupLimits() {
  const api = useApi();
  const { data = [], error, refetch } = useQuery(api.groups.list.queryOptions());
  const refused = { onError: (problem: unknown) => notifyProblem("The limit could not be saved", problem) };
  const set = useMutation(api.groups.set.mutationOptions(refused));
  const clear = useMutation(api.groups.clear.mutationOptions(refused));
  if (error !== null) {
    return <ErrorPanel title="The groups could not be read" error={error} onRetry={() => void refetch()} />;
  }
  if (data.length === 0) return null;
  return (
    <Section title="Groups of servers, at once" flush>
      {data.map(({ name, servers, concurrency, runningCount }) => (
        <SettingRow key={name} name={name} hint={hintOf(servers, runningCount)}>
          {({ label, hint }) => (
            <LimitField
              value={concurrency}
              labelId={label}
              hintId={hint}
              onSave={(next) => (next === null ? clear.mutate({ name }) : set.mutate({ name, concurrency: next }))}
            />
          )}
        </SettingRow>
      ))}
    </Section>
  );
}

/** More names than this are counted. */
const shownServers = 5;

function hintOf(servers: readonly string[], running: number): string {
  const who =
    servers.length === 0
      ? "No server is in it"
      : servers.length <= shownServers
        ? servers.join(", ")
        : counted(servers.length, "server");
  return `${who}; ${running === 0 ? "nothing" : counted(running, "run")} under way.`;
}

interface LimitFieldProps {
  readonly value: number | null;
  readonly labelId: string;
  readonly hintId: string;
  readonly onSave: (value: number | null) => void;
}

/** A limit, or none where the field is empty; saved when the field is left or Enter is pressed. */
function LimitField({ value, labelId, hintId, onSave }: LimitFieldProps) {
  const [draft, setDraft] = useState<number | string>();
  const shown = draft ?? value ?? "";
  const limit = shown === "" ? null : Number(shown);
  const isRight = limit === null || (Number.isInteger(limit) && limit >= 1 && limit <= mostAtOnce);
  const commit = (): void => {
    if (draft === undefined || !isRight) return;
    setDraft(undefined);
    if (limit !== value) onSave(limit);
  };
  return (
    <NumberInput
      aria-labelledby={labelId}
      aria-describedby={hintId}
      w={150}
      allowDecimal={false}
      clampBehavior="none"
      placeholder="no limit"
      suffix={limit === 1 ? " run" : " runs"}
      value={shown}
      error={isRight ? undefined : `1 to ${String(mostAtOnce)}, or empty`}
      onChange={setDraft}
      onBlur={commit}
      onKeyDown={(press) => {
        if (press.key === "Enter") commit();
        if (press.key === "Escape") setDraft(undefined);
      }}
    />
  );
}
