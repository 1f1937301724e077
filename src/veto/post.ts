import { fromUtf8 } from '../base/base.ts';

/** Largest answer, bytes: a decision with its explanation. */
const maxAnswerBytes = 64 * 1024;

/**
 * Posts JSON and reads the answer as JSON, all within the time. Follows no redirect: a question goes where the
 * operator said. Throws for anything else than a 200 with well-formed JSON of bounded size.
 */
export async function post(url: string, question: unknown, timeoutMs: number): Promise<unknown> {
  const signal = AbortSignal.timeout(timeoutMs);
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body: JSON.stringify(question),
    redirect: 'error',
    signal,
  });
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    throw new TypeError(`status ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > maxAnswerBytes) throw new TypeError('the answer is too large');
    chunks.push(chunk);
  }
  return JSON.parse(fromUtf8(Buffer.concat(chunks)) ?? '');
}
