import { Spotlight, useSpotlight } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import { filterPalette } from "./filter-palette.ts";
import { KeyCaps } from "./key-caps.tsx";
import { palette, paletteStore } from "./palette-store.ts";
import { usePaletteActions } from "./use-palette-actions.tsx";

/** Lets the list be scrolled by keyboard. Handed on to the library's scroll area, though its types do not say so. */
const keyboardScroll: object = { viewportProps: { tabIndex: 0, role: "group", "aria-label": "What was found" } };

/** Ctrl or Cmd and K: to any screen, event or server, and the things one does most. */
export function Palette() {
  const { opened } = useSpotlight(paletteStore);
  const [query, setQuery] = useState("");
  const groups = filterPalette(usePaletteActions(opened), query);
  useShortcut({ keys: "mod+k", label: "Search and commands", group: "Anywhere" }, palette.open);
  return (
    <Spotlight.Root
      store={paletteStore}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      scrollable
      maxHeight={460}
      size={560}
      centered={false}
      yOffset="14vh"
      overlayProps={{ blur: 0 }}
      attributes={{ content: { "aria-label": "Search and commands" } }}
    >
      <Spotlight.Search
        placeholder="Where to, or what to do?"
        aria-label="Search and commands"
        leftSection={<IconSearch size={17} aria-hidden />}
      />
      <Spotlight.ActionsList {...keyboardScroll}>
        {groups.map(({ group, actions }) => (
          <Spotlight.ActionsGroup key={group} label={group}>
            {actions.map(({ id, label, description, leftSection, keys, onClick }) => (
              <Spotlight.Action
                key={id}
                label={label}
                leftSection={leftSection}
                highlightQuery
                onClick={onClick}
                {...(description === undefined ? {} : { description })}
                {...(keys === undefined ? {} : { rightSection: <KeyCaps keys={keys} /> })}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {groups.length === 0 && <Spotlight.Empty>Nothing goes by that name.</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
