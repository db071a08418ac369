import type { ScriptType } from "../../shared/words.ts";
import type { OfferedWords } from "./code-completion.ts";

/** An editor that is open: what can be done with it from outside. */
export interface OpenEditor {
  /** Puts text at the cursor, in place of what is selected, in step with the line's indentation; takes the focus. */
  insert(text: string): void;
}

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
  /** Offered while one types. */
  readonly offered?: OfferedWords;
  /** Told of the editor once it is there. */
  readonly onOpen?: (editor: OpenEditor) => void;
  /** `fixed`: 320 px; `fill`: as high as its place; `content`: as high as its text, to a limit. */
  readonly height?: "fixed" | "fill" | "content";
}
