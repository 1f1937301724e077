import { clientOver, type Client } from './client-calls.ts';
import { openWebTransport, type WebTarget } from './web-transport.ts';

export type { WebTarget as Target } from './web-transport.ts';
export type * from './client-calls.ts';
export { ControlError, type Explanation, type MessageState, type Peer, type SendResult, type Status } from './api.ts';

/** Makes a client of a node by `fetch`; nothing is opened before the first call. */
export function connect(target: WebTarget): Client {
  return clientOver(openWebTransport(target));
}
