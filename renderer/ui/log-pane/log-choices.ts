/** How a log is to be shown. */
export interface LogChoices {
  readonly streams: "both" | "stdout" | "stderr";
  readonly timestamps: boolean;
  readonly wrap: boolean;
  readonly announced: boolean;
}

export const firstChoices: LogChoices = { streams: "both", timestamps: false, wrap: true, announced: false };
