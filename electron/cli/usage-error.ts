import { InvalidArgumentError } from "commander";

/** The command was called in a way it does not understand: exit status 2, nothing was tried. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

/** Reads a whole number between two bounds from a flag. */
export function wholeNumber(lowest: number, highest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= lowest && value <= highest) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${String(lowest)} to ${String(highest)}.`);
  };
}
