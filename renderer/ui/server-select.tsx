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
  const inUse = useQuery(api.servers.list.queryOptions());
  const archived = useQuery(api.servers.list.queryOptions({ archived: true }));
  const choice = ({ id, name }: { readonly id: number; readonly name: string }) => ({ value: String(id), label: name });
  return (
    <Select
      aria-label="Server"
      placeholder="Anywhere"
      w={160}
      comboboxProps={{ width: 280, position: "bottom-start" }}
      clearable
      searchable
      clearButtonProps={{ "aria-label": "Anywhere" }}
      nothingFoundMessage="No such server"
      data={[
        ...(inUse.data ?? []).map(choice),
        ...((archived.data ?? []).length === 0
          ? []
          : [{ group: "Archived", items: (archived.data ?? []).map(choice) }]),
      ]}
      value={value === undefined ? null : String(value)}
      onChange={(server) => onChange(server ?? undefined)}
    />
  );
}
