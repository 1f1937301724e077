/** Longest time that stopping in order may take after a failure, milliseconds: a node gets eleven seconds. */
const stopMs = 30_000;

/**
 * From now on an error that nobody caught, a rejected promise among them, ends the program in order instead of at once:
 * says what happened, and calls `stop`, which is to end everything that was started. What then hangs is ended after half a
 * minute; no process of ours outlives this one either way (`Child`). Gives whether that has happened.
 */
export function guard(stop: () => void): () => boolean {
  let failed = false;
  // Node raises a rejection that nobody took as an exception too.
  process.on('uncaughtException', (error: unknown, origin) => {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const how =
      origin === 'unhandledRejection' ? 'a promise was rejected, and nobody took it' : 'nobody caught an error';
    console.error(`\nThe testnet failed: ${how}. It stops its nodes.\n${what}`);
    // One that comes of the stop changes nothing more.
    if (failed) return;
    failed = true;
    setTimeout(() => process.exit(1), stopMs).unref();
    stop();
  });
  return () => failed;
}
