/** What keeps an account's crontab and runs its lines, in tests: a stand-in, or the real one. */
export interface CronTable {
  /** The crontab as it is now; undefined when there is none. */
  text(): string | undefined;
  /** Puts a crontab in place, as its owner would. */
  write(text: string): void;
  remove(): void;
}
