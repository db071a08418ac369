import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useApi } from "../bridge/api.tsx";

export interface ServerSelectProps {
  readonly value: number | undefined;
  /** Told the id as an address has it. */
  readonly onChange: (server: string | undefined) => void;
}

/** Narrows a list or a search to one server, archived ones included. */
export function ServerSelect({ value, onChange }: ServerSelectProps) {
  const api = useApi();
  const servers = useQuery(api.servers.list.queryOptions({ archived: true }));
  return (
    <Select
      aria-label="Server"
      placeholder="Anywhere"
      w={160}
      clearable
      searchable
      clearButtonProps={{ "aria-label": "Anywhere" }}
      nothingFoundMessage="No such server"
      data={(servers.data ?? []).map((server) => ({ value: String(server.id), label: server.name }))}
      value={value === undefined ? null : String(value)}
      onChange={(server) => onChange(server ?? undefined)}
    />
  );
}
