import {
  bundlePath,
  cosign,
  encodeBundle,
  encodeEntry,
  GrowingTree,
  leafHash,
  originOf,
  readCheckpoint,
  signCheckpoint,
  tilePath,
  tileWidth,
  type DecisionEntry,
  type LogFiles,
  type SignedCheckpoint,
} from '../../../src/audit/audit.ts';
import { concat, millis, SecretKey, type Did, type SigningKey } from '../../../src/base/base.ts';
import { checkpointBytes } from '../../../src/audit/audit.ts';
import { createIdentity } from '../../../src/identity/identity.ts';

/** An agent made from one repeated byte. */
export function agent(byte: number): { readonly did: Did; readonly signing: SigningKey } {
  return createIdentity(SecretKey.own(new Uint8Array(32).fill(byte)));
}

/** A log as files, by path. */
export interface Files {
  readonly files: Map<string, Uint8Array>;
  readonly checkpoint: SignedCheckpoint;
  readonly read: LogFiles;
}

const sender = agent(9).did;

/** The n-th entry of a made log. */
export function entryOf(n: number, id = n): DecisionEntry {
  return {
    type: 'decision',
    time: millis(1_700_000_000_000 + n),
    id: id.toString(16).padStart(32, '0'),
    direction: 'in',
    peer: sender,
    action: 'message.receive',
    resource: 'news',
    allowed: n % 5 !== 0,
    step: 'policy',
    ...(n % 5 === 0 ? { reason: 'policy-denied' } : {}),
    policySet: 'ab'.repeat(32),
    policies: ['permit-all (default.cedar:1)'],
    size: 12,
    content: 'x',
  };
}

/** A whole log of this size, signed by `owner`; `altered` entries tell another story. */
export function logOf(size: number, owner = agent(7), altered: ReadonlySet<number> = new Set()): Files {
  const files = new Map<string, Uint8Array>();
  const entries = Array.from({ length: size }, (_, n) => encodeEntry(entryOf(n, altered.has(n) ? n + 1_000_000 : n)));
  const tree = new GrowingTree();
  for (const entry of entries) {
    for (const tile of tree.append(leafHash(entry))) files.set(tilePath(tile), tile.bytes);
  }
  for (let index = 0; index * tileWidth < size; index++) {
    const part = entries.slice(index * tileWidth, (index + 1) * tileWidth);
    files.set(bundlePath(index, part.length), encodeBundle(part));
    const hashes = tree.edgeTile(0, index);
    if (hashes !== undefined) files.set(tilePath({ level: 0, index, width: hashes.length }), concat(...hashes));
  }
  const note = signCheckpoint({ origin: originOf(owner.did), size, root: tree.root() }, owner.signing);
  const signatures = [...note.signatures, cosign(note, agent(8), 1_700_000_000)];
  const bytes = checkpointBytes({ text: note.text, signatures });
  files.set('checkpoint', bytes);
  const checkpoint = readCheckpoint(bytes);
  if (checkpoint === undefined) throw new Error('a checkpoint was made that is none');
  const read: LogFiles = {
    checkpoint: async () => files.get('checkpoint'),
    tile: async (name) => files.get(tilePath(name)),
    bundle: async (index, width) => files.get(bundlePath(index, width)),
  };
  return { files, checkpoint, read };
}
