/** What a caller sees of a refusal: where it was refused, and the id to ask for. */
export interface Refusal {
  readonly by: string;
  readonly reason: string;
  readonly id: string;
}

/** The refusal in what a client threw. Throws an Error when there is none in it. */
export function refusalIn(error: unknown): Refusal {
  const text = error instanceof Error ? error.message : String(error);
  const shown = /Refused by (this|the other) node \(([a-z-]+)\).*parley explain ([0-9a-f]{32})/s.exec(text);
  const [, by, reason, id] = shown ?? [];
  if (by !== undefined && reason !== undefined && id !== undefined) return { by, reason, id };
  throw new Error(`the call failed, and not by a refusal that names a reason and a message: ${text}`);
}

/** The refusal that a call met. Throws an Error when it was answered, or failed otherwise. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  return refusalIn(await failureOf(call));
}

/** What work ended with. Throws an Error when it did not fail. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  let answer: unknown;
  try {
    answer = await work;
  } catch (error) {
    return error;
  }
  throw new Error(`it should have been refused, and was answered: ${JSON.stringify(answer)}`);
}

/** Throws an Error that shows both when they differ. */
export function expectEqual<T>(actual: T, expected: T): void {
  if (actual !== expected)
    throw new Error(`expected ${JSON.stringify(expected)}, and it was ${JSON.stringify(actual)}`);
}

/** The reason of a refusal that the control API tells. Throws an Error when it was none. */
export async function refusalReason(work: Promise<unknown>): Promise<string> {
  const error = await failureOf(work);
  if (error instanceof Error && 'reason' in error && typeof error.reason === 'string') return error.reason;
  throw new Error(`it failed, and not by a refusal: ${String(error)}`);
}
