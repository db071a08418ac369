import { Popover } from "@mantine/core";
import { IconInbox } from "@tabler/icons-react";
import { useState } from "react";
import { needKey, useNeedsMe } from "../../bridge/needs-me.ts";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import { NeedsRow } from "../../ui/needs-row.tsx";
import { counted } from "../../ui/plural.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import styles from "./top-bar.module.css";

/** What waits for a person: jobs to decide about, servers in trouble, host keys to accept. */
export function Inbox() {
  const { needs } = useNeedsMe();
  const [opened, setOpened] = useState(false);
  useShortcut({ keys: "i", label: "What needs me", group: "Anywhere" }, () => setOpened(true));
  const count = needs?.length ?? 0;
  const words =
    needs === undefined
      ? "What needs me"
      : count === 0
        ? "Nothing needs you"
        : `${counted(count, "thing needs", "things need")} you`;
  return (
    <Popover opened={opened} onChange={setOpened} width={380} position="bottom-end" trapFocus={opened} returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={classes(styles.pulse, toneClass(count > 0 ? "attention" : "cancelled"), count > 0 && styles.loud)}
          aria-label={words}
          onClick={() => setOpened(!opened)}
        >
          <IconInbox size={16} aria-hidden />
          <span role="status" aria-label={words}>
            {count > 0 && count}
          </span>
        </button>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="What needs me">
        <p className={styles.panelTitle}>What needs you</p>
        <div className={styles.needs}>
          {count === 0 && <p className={styles.nothing}>Nothing waits for you.</p>}
          {needs?.map((need) => (
            <NeedsRow key={needKey(need)} need={need} onOpen={() => setOpened(false)} />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
