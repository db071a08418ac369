/** A template that cannot be filled in. The message is for people; it names the place and never a value. */
export class TemplateProblem extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "TemplateProblem";
  }
}
