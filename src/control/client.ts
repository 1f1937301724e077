import { clientOver, type Client } from './client-calls.ts';
import { openTransport, type Target } from './node-transport.ts';

export type { Target } from './node-transport.ts';
export type * from './client-calls.ts';
export { ControlError, type Explanation, type MessageState, type Peer, type SendResult, type Status } from './api.ts';

/** Makes a client; nothing is opened before the first call. */
export function connect(target: Target): Client {
  return clientOver(openTransport(target));
}
