/** A file that an execution has left. */
export interface JobFile {
  readonly executionId: string;
  readonly target: string;
  readonly attempt: number;
  /** Below the execution's output directory, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** Hex; undefined when the file was not kept. */
  readonly sha256: string | undefined;
}

/** A piece of a file, and where to go on; undefined at its end. */
export interface JobFilePiece {
  /** Base64. */
  readonly data: string;
  readonly next: number | undefined;
}
