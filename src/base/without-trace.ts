/**
 * Runs a step whose library throws and catches errors inside to find out what it was given, as importing a key does in
 * Node 24: the stack traces of these errors, which nobody reads, cost three times the import. What the step throws
 * to us comes without a trace, so it is for steps whose failure is a value.
 */
export function withoutTrace<T>(step: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return step();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
