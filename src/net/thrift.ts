import type { ConnectionEncrypter, MessageStream, Stream } from '@libp2p/interface';
import { giveBack } from '../base/base.ts';

/**
 * libp2p hands the socket each Noise packet as two pieces, its length and its bytes, and each piece is a system
 * call here and a wake-up at the other end. This joins them: half the price of a short frame.
 */
export function joinWrites<T>(create: (components: T) => ConnectionEncrypter): (components: T) => ConnectionEncrypter {
  return (components) => {
    const inner = create(components);
    return {
      protocol: inner.protocol,
      secureInbound: (connection, options) => inner.secureInbound(joined(connection), options),
      secureOutbound: (connection, options) => inner.secureOutbound(joined(connection), options),
    };
  };
}

function joined(connection: MessageStream): MessageStream {
  const send = connection.send.bind(connection);
  connection.send = (data) => {
    if (data instanceof Uint8Array) return send(data);
    const pieces = [...data];
    const whole = data.subarray();
    // Noise made them for this write alone. A single one is not copied.
    if (pieces.length > 1) for (const piece of pieces) giveBack(piece);
    return send(whole);
  };
  return connection;
}

/** What of a Yamux stream decides about its window; its package exports no type for it. */
interface Windowed {
  readonly state: number;
  readonly recvWindow: number;
  readonly recvWindowCapacity: number;
  sendWindowUpdate(): void;
}

/** `StreamState.Established` of the package. */
const established = 3;

/**
 * libp2p's Yamux answers every data frame with a window update, which costs both ends an encrypted packet for
 * each message. The specification leaves it to the receiver; here the window is opened again when half of it is used.
 */
export function spareWindowUpdates(stream: Stream): void {
  if (!isWindowed(stream)) return;
  const update = stream.sendWindowUpdate.bind(stream);
  stream.sendWindowUpdate = () => {
    const isRoomy = stream.state === established && stream.recvWindowCapacity > stream.recvWindow / 2;
    if (!isRoomy) update();
  };
}

function isWindowed(stream: object): stream is Windowed {
  return (
    'sendWindowUpdate' in stream &&
    typeof stream.sendWindowUpdate === 'function' &&
    'recvWindow' in stream &&
    'recvWindowCapacity' in stream &&
    'state' in stream
  );
}
