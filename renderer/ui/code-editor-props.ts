import type { ScriptType } from "../../shared/words.ts";

export interface CodeEditorProps {
  readonly value: string;
  readonly language: ScriptType;
  /** What is edited, for assistive technology. */
  readonly label: string;
  /** Absent: the code can be read, selected and searched, not changed. */
  readonly onChange?: (value: string) => void;
  /** The id of the element that takes the focus. */
  readonly id?: string;
  readonly invalid?: boolean;
  /** The id of a text that says what is wrong or how it works. */
  readonly describedBy?: string;
  /** `fixed`: 320 px; `fill`: as high as its place; `content`: as high as its text, to a limit. */
  readonly height?: "fixed" | "fill" | "content";
}
