import { bytesText } from "../../shared/bytes-text.ts";
import { CroniumError } from "../../shared/errors.ts";

/** A variable is not, or not any more, the one that its caller meant to change. */
export class VersionConflict extends CroniumError {
  /** The version it has now; 0: it does not exist. */
  readonly present: number;

  constructor(key: string, present: number) {
    const fact = present === 0 ? "does not exist" : `is at version ${String(present)}`;
    super("conflict", `The variable ${key} ${fact}: somebody else has changed it`, {
      remedy: "Read it again and decide anew.",
      field: "ifVersion",
    });
    this.present = present;
  }
}

/** There is no room for what was to be stored: all variables together would take more than the settings allow. */
export class VariablesFull extends CroniumError {
  constructor(bytes: number, limitBytes: number) {
    super(
      "invalid_input",
      `All variables together would take ${bytesText(bytes)}, and the settings allow ${bytesText(limitBytes)}`,
      {
        remedy:
          "Remove what nobody needs any more, keep large data in files, or allow more: `cronium settings set variableLimitBytes`.",
        field: "value",
      },
    );
  }
}

/** Something was to be added to what is no number. */
export class NotANumber extends CroniumError {
  constructor(key: string, fact: string) {
    super("invalid_input", `The variable ${key} ${fact}`, {
      remedy: "Give it a number first; one that does not exist counts from 0.",
      field: "value",
    });
  }
}
