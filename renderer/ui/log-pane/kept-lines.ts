/** Lines that a log pane keeps; older ones leave the pane, not the log. */
export const keptLines = 20_000;
