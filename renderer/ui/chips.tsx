import { Tooltip } from "@mantine/core";
import { IconBox, IconDeviceDesktop, IconServer, type Icon } from "@tabler/icons-react";
import type { RunPlace } from "../../shared/words.ts";
import styles from "./chips.module.css";
import { targetWords } from "./target-words.ts";
import { classes } from "./tone-class.ts";

const placeIcons: Readonly<Record<RunPlace, Icon>> = {
  servers: IconServer,
  container: IconBox,
  "this-computer": IconDeviceDesktop,
};

/** Guesses the place from the words the core uses for a target. */
export function placeOfTarget(target: string): RunPlace {
  if (target === "this-computer" || target === "this computer") return "this-computer";
  return target === "container" || target.startsWith("container") ? "container" : "servers";
}

export interface ChipsProps {
  readonly names: readonly string[];
  readonly icon?: Icon;
  /** How many are shown before `+n`; the rest is told on hover. */
  readonly shown?: number;
  readonly wrap?: boolean;
}

/** Names of tags or groups. */
export function Chips({ names, icon, shown = 3, wrap = false }: ChipsProps) {
  const Mark = icon;
  const rest = names.slice(shown);
  return (
    <span className={classes(styles.chips, wrap && styles.wrapping)}>
      {names.slice(0, shown).map((name) => (
        <span key={name} className={styles.chip} title={name}>
          {Mark !== undefined && <Mark size={13} aria-hidden />}
          <span>{name}</span>
        </span>
      ))}
      {rest.length > 0 && (
        <Tooltip label={rest.join(", ")}>
          <span className={classes(styles.chip, styles.more)}>+{rest.length}</span>
        </Tooltip>
      )}
    </span>
  );
}

export interface TargetChipsProps {
  readonly targets: readonly string[];
  readonly place?: RunPlace;
  readonly shown?: number;
}

/** Where something runs. */
export function TargetChips({ targets, place, shown = 2 }: TargetChipsProps) {
  const first = targets[0];
  if (first === undefined) return null;
  return <Chips names={targets.map(targetWords)} icon={placeIcons[place ?? placeOfTarget(first)]} shown={shown} />;
}
