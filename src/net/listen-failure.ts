import { MeshError } from '../base/base.ts';

const byCode: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'the port is in use. Stop the other program or choose another port'],
  ['EACCES', 'this user may not listen there. Choose a port above 1023'],
  ['EADDRNOTAVAIL', 'no interface of this machine has that address. Choose one that it has'],
  ['EAFNOSUPPORT', 'this machine does not have that kind of address. Choose another'],
  ['UnsupportedListenAddressError', 'not a TCP or WebSocket address. Write it like /ip4/127.0.0.1/tcp/4001'],
]);

/** Turns libp2p's error, one text for all listen addresses, into MeshError `listen-failed` that names each with its reason. */
export function listenFailed(listen: readonly string[], error: unknown): MeshError {
  const text = error instanceof Error ? error.message : '';
  const failures = listen.flatMap((address) => {
    const start = text.indexOf(`\n  ${address}: `);
    if (start < 0) return [];
    const code = /\b(?:E[A-Z]{4,}|UnsupportedListenAddressError)\b/.exec(text.slice(start))?.[0] ?? '';
    return [`${address}: ${byCode.get(code) ?? (code === '' ? 'failed' : code)}`];
  });
  const what = failures.length === 0 ? listen.join(', ') : failures.join('; ');
  return new MeshError('listen-failed', `Cannot listen: ${what}.`, { cause: error });
}
