/** What shells report for a process that a second Ctrl-C ended. */
const INTERRUPTED = 130;

/** Waits for SIGTERM or SIGINT. A second signal ends the process at once. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = () => {
      if (asked) process.exit(INTERRUPTED);
      asked = true;
      resolve();
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });
}
