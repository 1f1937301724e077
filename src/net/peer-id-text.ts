import type { PeerId as HostPeerId } from '@libp2p/interface';
import { MeshError, parsePeerId, type PeerId } from '../base/base.ts';

/** The text form of libp2p's peer id. It is base58 for every one, so the parse cannot fail. */
export function peerIdText(peerId: HostPeerId | string): PeerId {
  const text = parsePeerId(peerId.toString());
  if (text === undefined) throw new MeshError('internal', 'A libp2p peer id has a form that this node does not know.');
  return text;
}
