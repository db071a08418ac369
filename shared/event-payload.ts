/** A piece of the archive that servers are sent of a version of an event. */
export interface EventPayloadPiece {
  readonly eventId: number;
  readonly version: number;
  /** SHA-256 of the whole archive, hex. */
  readonly sha256: string;
  /** Of the whole archive. */
  readonly bytes: number;
  /** Base64. */
  readonly data: string;
  /** Where the next piece begins, bytes; undefined: this was the last. */
  readonly next: number | undefined;
}
