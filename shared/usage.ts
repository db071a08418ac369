/**
 * What an execution has used of its computer, as it was at one moment. Processor time, reads, writes and network are
 * totals since it began; undefined where the place does not tell.
 */
export interface UsageSample {
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** Processor time, milliseconds of one core. */
  readonly processorMs: number;
  readonly memoryBytes: number;
  readonly readBytes: number | undefined;
  readonly writtenBytes: number | undefined;
  readonly receivedBytes: number | undefined;
  readonly sentBytes: number | undefined;
  readonly processes: number | undefined;
}
