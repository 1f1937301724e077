import {
  brokenOff,
  callOver,
  maxAnswerBytes,
  notRunning,
  silenceMs,
  type CameBack,
  type Sent,
  type Transport,
} from './transport.ts';

/** Where the node is: the URL of its control API, and the token. */
export interface WebTarget {
  readonly url: string;
  readonly token: string;
}

/** Makes the client's side of the API wherever there is `fetch`: in a browser, on the node's own page. */
export function openWebTransport({ url, token }: WebTarget): Transport {
  const authorization = `Bearer ${token}`;
  return { call: callOver((sent) => exchange({ base: new URL(url), authorization }, sent)), close: () => undefined };
}

interface Node {
  readonly base: URL;
  readonly authorization: string;
}

async function exchange({ base, authorization }: Node, sent: Sent): Promise<CameBack> {
  const silence = AbortSignal.timeout(silenceMs);
  const signal = sent.signal === undefined ? silence : AbortSignal.any([silence, sent.signal]);
  const type = sent.body === undefined ? {} : { 'content-type': sent.media };
  const options = {
    method: sent.method,
    headers: { authorization, ...type },
    body: sent.body instanceof Uint8Array ? new Uint8Array(sent.body) : (sent.body ?? null),
    signal,
  };
  const response = await fetch(new URL(sent.path, base), { ...options, redirect: 'error' }).catch((cause: unknown) => {
    throw notRunning(base.host, cause);
  });
  try {
    return { status: response.status, json: await readJson(response) };
  } catch (cause) {
    throw brokenOff(base.host, cause);
  }
}

async function readJson(response: Response): Promise<unknown> {
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for await (const chunk of chunksOf(response)) {
    length += chunk.length;
    if (length > maxAnswerBytes) throw new Error('the answer is too large');
    text += decoder.decode(chunk, { stream: true });
  }
  const json: unknown = JSON.parse(text + decoder.decode());
  return json;
}

/** Not every browser can iterate over a stream. */
async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  for (;;) {
    const part = await reader?.read();
    if (part?.value === undefined) return;
    yield part.value;
  }
}
