// @ts-check

const askEveryMilliseconds = 500;

/**
 * Ends this process as SIGTERM would once the shell that npm started it in is gone. npm passes a signal on to that
 * shell only, and most shells die of it without telling their child: the program would run on, unseen.
 */
export function endWithNpm() {
  if (process.env["npm_lifecycle_event"] === undefined || process.platform === "win32") return;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, askEveryMilliseconds);
  watch.unref();
}
