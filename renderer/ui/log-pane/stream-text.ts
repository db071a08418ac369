import type { LogStream } from "../../../shared/words.ts";
import type { LineBuilder } from "./line-builder.ts";
import { applyToPen, type Pen } from "./pen.ts";

/** The text of one stream: its characters, wherever its bytes are cut, and its colours. */
export interface StreamText {
  readonly pen: Pen;
  write(bytes: Uint8Array, line: LineBuilder): void;
  /** A sequence that the line's end has broken off is none. */
  lineEnded(): void;
}

/** A control sequence that is longer than this is none: it is not waited for. */
const longestSequence = 2_048;

// ECMA-48: CSI with parameters, intermediates and a final byte; strings ended by BEL or ST; other escapes.
const control = /[\u0000-\u001f\u007f]/g;
const sequence =
  /\u001b\[([0-?]*)[ -/]*([@-~])|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[ -/]*[0-OQ-WYZ\\`-~]/y;
const begun = /^\u001b(?:$|\[[0-?]*[ -/]*$|[\]PX^_][^\u0007\u001b]*\u001b?$|[ -/]+$)/;

/** Follows one stream. @param pen what it writes with at first */
export function createStreamText(stream: LogStream, pen: Pen): StreamText {
  const decoder = new TextDecoder();
  let held = "";

  function obey(parameters: string, final: string, line: LineBuilder): void {
    if (final === "m" && /^[\d;:]*$/.test(parameters)) pen = applyToPen(pen, parameters);
    else if (final === "K") line.erase(Number(parameters) || 0);
    else if (final === "G" && (Number(parameters) || 1) === 1) line.toStart();
  }

  function act(character: string, line: LineBuilder): void {
    if (character === "\r") line.toStart();
    else if (character === "\t") line.tab({ stream, pen });
    else if (character === "\b") line.back();
  }

  return {
    get pen() {
      return pen;
    },
    write(bytes, line) {
      const text = held + decoder.decode(bytes, { stream: true });
      held = "";
      let at = 0;
      control.lastIndex = 0;
      for (let match = control.exec(text); match !== null; match = control.exec(text)) {
        line.write({ stream, pen, text: text.slice(at, match.index) });
        at = match.index + 1;
        if (match[0] === "\u001b") {
          sequence.lastIndex = match.index;
          const found = sequence.exec(text);
          const rest = text.length - match.index;
          if (found !== null) {
            at = sequence.lastIndex;
            if (found[2] !== undefined) obey(found[1] ?? "", found[2], line);
          } else if (rest <= longestSequence && begun.test(text.slice(match.index))) {
            held = text.slice(match.index);
            return;
          }
        } else act(match[0], line);
        control.lastIndex = at;
      }
      line.write({ stream, pen, text: text.slice(at) });
    },
    lineEnded() {
      held = "";
    },
  };
}
