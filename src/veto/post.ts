import { fromUtf8, type SecretKey } from '../base/base.ts';

/** Largest answer, bytes: a decision with its explanation. */
const maxAnswerBytes = 64 * 1024;

/** Where a question goes. */
interface Address {
  readonly url: string;
  readonly timeoutMs: number;
  readonly token?: SecretKey | undefined;
}

/**
 * Posts JSON and reads the answer as JSON, all within the time. Follows no redirect: a question, and the token with
 * it, goes where the operator said. Throws for anything else than a 200 with well-formed JSON of bounded size.
 */
export async function post({ url, timeoutMs, token }: Address, question: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${fromUtf8(token.expose()) ?? ''}` }),
    },
    body: JSON.stringify(question),
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
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
