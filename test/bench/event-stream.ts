import { once } from 'node:events';
import type { RequestListener } from 'node:http';

/** Events in one stream. */
export const streamEvents = 10_000;

/** Answers with a numbered stream, as fast as it is read. */
export const serveEvents: RequestListener = (request, answer) => {
  request.resume();
  answer.writeHead(200, { 'Content-Type': 'text/event-stream' });
  const write = async (): Promise<void> => {
    for (let event = 0; event < streamEvents; event++)
      if (!answer.write(`data: {"event":${event}}\n\n`)) await once(answer, 'drain');
    answer.end();
  };
  write().catch(() => answer.destroy());
};
