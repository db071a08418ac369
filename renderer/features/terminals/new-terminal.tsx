import { Button, Combobox, useCombobox } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../bridge/api.tsx";
import { useShortcut } from "../../keyboard/shortcuts.ts";

export interface NewTerminalProps {
  readonly onOpen: (serverId: number) => void;
}

/** Chooses the server of another terminal. */
export function NewTerminal({ onOpen }: NewTerminalProps) {
  const api = useApi();
  const servers = useQuery(api.servers.list.queryOptions({}));
  const [search, setSearch] = useState("");
  const choice = useCombobox({
    onDropdownOpen: () => choice.focusSearchInput(),
    onDropdownClose: () => {
      choice.resetSelectedOption();
      setSearch("");
    },
  });
  useShortcut({ keys: "n", label: "New terminal", group: "This screen" }, () => choice.openDropdown());
  const wanted = search.trim().toLowerCase();
  const offered = (servers.data ?? []).filter(({ name, address, groups }) =>
    [name, address, ...groups].some((word) => word.toLowerCase().includes(wanted)),
  );
  return (
    <Combobox
      store={choice}
      width={280}
      position="bottom-start"
      onOptionSubmit={(id) => {
        choice.closeDropdown();
        onOpen(Number(id));
      }}
    >
      <Combobox.Target targetType="button">
        <Button
          variant="default"
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => choice.toggleDropdown()}
        >
          New terminal
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          role="combobox"
          aria-expanded={choice.dropdownOpened}
          aria-controls={choice.listId ?? undefined}
          aria-label="Server of the new terminal"
          placeholder="Which server?"
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            choice.selectFirstOption();
          }}
        />
        <Combobox.Options aria-label="Servers" mah={260} style={{ overflowY: "auto" }}>
          {offered.map((server) => (
            <Combobox.Option key={server.id} value={String(server.id)}>
              {server.name}
            </Combobox.Option>
          ))}
          {offered.length === 0 && <Combobox.Empty>No such server</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
