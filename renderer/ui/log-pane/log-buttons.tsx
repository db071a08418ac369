import {
  IconArrowBarToDown,
  IconArrowBarToUp,
  IconClock,
  IconCopy,
  IconSearch,
  IconTextWrap,
} from "@tabler/icons-react";
import { PaneButton } from "../dark-pane/pane-button.tsx";
import type { LogChoices } from "./log-choices.ts";

export interface EndsButtonsProps {
  readonly following: boolean;
  readonly onFollow: (following: boolean) => void;
  /** Nothing more will come: there is an end to go to, not to follow. */
  readonly ended: boolean;
  readonly onStart: () => void;
}

/** To the beginning and to the end of a log. */
export function EndsButtons({ following, onFollow, ended, onStart }: EndsButtonsProps) {
  return (
    <>
      <PaneButton label="Go to the start" icon={IconArrowBarToUp} onPress={onStart} />
      {ended ? (
        <PaneButton label="Go to the end" icon={IconArrowBarToDown} text="End" onPress={() => onFollow(true)} />
      ) : (
        <PaneButton
          label="Follow the end"
          icon={IconArrowBarToDown}
          text="Follow"
          pressed={following}
          onPress={() => onFollow(!following)}
        />
      )}
    </>
  );
}

type LineChoices = Pick<LogChoices, "wrap" | "timestamps">;

export interface LineButtonsProps {
  readonly choices: LineChoices;
  readonly onChoose: (change: Partial<LineChoices>) => void;
}

/** How lines are shown. */
export function LineButtons({ choices: { wrap, timestamps }, onChoose }: LineButtonsProps) {
  return (
    <>
      <PaneButton
        label="Wrap long lines (w)"
        icon={IconTextWrap}
        pressed={wrap}
        onPress={() => onChoose({ wrap: !wrap })}
      />
      <PaneButton
        label="Show when each line arrived"
        icon={IconClock}
        pressed={timestamps}
        onPress={() => onChoose({ timestamps: !timestamps })}
      />
    </>
  );
}

export interface TextButtonsProps {
  readonly onFind: () => void;
  readonly onCopy: () => void;
}

/** What can be done with a log's text. */
export function TextButtons({ onFind, onCopy }: TextButtonsProps) {
  return (
    <>
      <PaneButton label="Find (/ or Ctrl+F)" icon={IconSearch} onPress={onFind} />
      <PaneButton label="Copy the selection, or what is on screen" icon={IconCopy} onPress={onCopy} />
    </>
  );
}
