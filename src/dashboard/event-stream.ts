import { authorization } from './api.ts';
import { login, logOut } from './login.ts';
import { Store } from './store.ts';

/** How long to wait before the next try to connect, milliseconds. */
const againMs = 1500;
/** After so long without a sign of life the connection is given up, milliseconds. */
const silentMs = 40_000;

/** Whether changes arrive. */
export const connection = new Store<'connecting' | 'live' | 'lost'>('connecting');

/** Takes one event, as the JSON that it came in. */
type Take = (json: string) => void;

/** Follows a stream of events until the signal aborts; connects again by itself, so that the first event is told anew. */
export async function followEvents(path: string, take: Take, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await stream(path, take, signal);
    } catch {
      // Told below: whatever it was, the page tries again.
    }
    if (signal.aborted) return;
    connection.set('lost');
    await new Promise((next) => setTimeout(next, againMs));
  }
}

async function stream(path: string, take: Take, signal: AbortSignal): Promise<void> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), silentMs);
  try {
    const response = await fetch(path, {
      headers: authorization(),
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (response.status === 401 && login.value !== undefined)
      logOut('The login has ended: twelve hours are over, or what serves this page was started again.');
    if (!response.ok || response.body === null) return;
    for await (const event of eventsOf(response.body)) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silentMs);
      if (connection.value !== 'live') connection.set('live');
      take(event);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Server-sent events as the server of this page writes them: one line of data each. */
async function* eventsOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) yield part.slice('data: '.length);
  }
}
