import { Modal } from "@mantine/core";
import { useState } from "react";
import { useShortcut, useShortcuts, type Shortcut } from "../../keyboard/shortcuts.ts";
import styles from "./cheat-sheet.module.css";
import { KeyCaps } from "./key-caps.tsx";

/** Keys a focused row answers to by itself. */
const rowKeys: readonly Shortcut[] = [
  { keys: "Enter", label: "Open the row", group: "Lists" },
  { keys: ".", label: "Actions of the row", group: "Lists" },
];

const groupOrder = ["Anywhere", "Go to", "This screen", "Lists"];

function grouped(shortcuts: readonly Shortcut[]): readonly (readonly [string, readonly Shortcut[]])[] {
  const groups = new Map<string, Shortcut[]>();
  for (const name of groupOrder) groups.set(name, []);
  const seen = new Set<string>();
  for (const shortcut of shortcuts) {
    const identity = `${shortcut.group} ${shortcut.keys}`;
    if (seen.has(identity)) continue;
    seen.add(identity);
    const list = groups.get(shortcut.group) ?? [];
    list.push(shortcut);
    groups.set(shortcut.group, list);
  }
  return [...groups].filter(([, list]) => list.length > 0);
}

/** `?`: every shortcut that works here and now. */
export function CheatSheet() {
  const [opened, setOpened] = useState(false);
  const list = useShortcuts((state) => state.list);
  useShortcut({ keys: "?", label: "This sheet", group: "Anywhere" }, () => setOpened(true));
  const hasLists = list.some((shortcut) => shortcut.keys === "j");
  return (
    <Modal
      opened={opened}
      onClose={() => setOpened(false)}
      title="Keyboard"
      size={620}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <div className={styles.sheet}>
        {grouped(hasLists ? [...list, ...rowKeys] : list).map(([name, shortcuts]) => (
          <section key={name} className={styles.group} aria-label={name}>
            <h3>{name}</h3>
            {shortcuts.map((shortcut) => (
              <div key={shortcut.keys} className={styles.row}>
                <span>{shortcut.label}</span>
                <KeyCaps keys={shortcut.keys} />
              </div>
            ))}
          </section>
        ))}
      </div>
    </Modal>
  );
}
