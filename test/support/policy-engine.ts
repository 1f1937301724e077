import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

/** A remote policy engine on loopback: what it was asked, and what it answers. */
export interface PolicyEngine {
  readonly url: string;
  readonly asked: unknown[];
  /** The Authorization header of each question. */
  readonly credentials: (string | undefined)[];
  answer: (response: ServerResponse, question: unknown) => void;
}

/** Starts an engine that answers whatever it is told to; it stops with the test. */
export async function startPolicyEngine(answer: unknown): Promise<PolicyEngine> {
  const server = createServer((request, response) => void take(request, response));
  const engine: PolicyEngine & { url: string } = {
    url: '',
    asked: [],
    credentials: [],
    answer: (response) => void response.end(JSON.stringify(answer)),
  };
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const question: unknown = JSON.parse(Buffer.concat(chunks).toString());
    engine.asked.push(question);
    engine.credentials.push(request.headers.authorization);
    engine.answer(response, question);
  };
  await new Promise<void>((next) => server.listen(0, '127.0.0.1', next));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  engine.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  return engine;
}
