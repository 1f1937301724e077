/**
 * Checks proofs of the audit log in the browser, with nothing but WebCrypto: the same formats as `parley audit` reads
 * (c2sp.org/tlog-proof, signed-note, tlog-checkpoint; RFC 9162), written a second time and independently of the node.
 */

/** What is wrong with a proof; it holds when nothing is. */
export interface Checked {
  readonly problem: string | undefined;
  /** Entries in the tree that the log signed. */
  readonly size: number;
}

interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array<ArrayBuffer>;
  /** What is signed. */
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }[];
}

const encoder = new TextEncoder();
/** The type of a key, and an Ed25519 public key. */
const rawKeyBytes = 33;
const hashBytes = 32;

/** The bytes of a base64 text; undefined when it is none. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}

async function hash(...parts: readonly Uint8Array<ArrayBuffer>[]): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', await new Blob([...parts]).arrayBuffer()));
}

/** The hash of an entry as a leaf (RFC 9162, section 2.1.1). */
function leafHash(entry: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return hash(Uint8Array.of(0), entry);
}

function nodeHash(left: Uint8Array<ArrayBuffer>, right: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return hash(Uint8Array.of(1), left, right);
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function readCheckpoint(note: string): Checkpoint | undefined {
  const end = note.indexOf('\n\n');
  const text = note.slice(0, end + 1);
  const [origin = '', size = '', root = ''] = text.split('\n');
  const rootBytes = bytesOf(root);
  if (end < 0 || !/^[0-9]{1,15}$/.test(size) || rootBytes?.length !== hashBytes) return undefined;
  const lines = note.slice(end + 2).matchAll(/^\u2014 (\S+) ([A-Za-z0-9+/=]+)$/gm);
  const signatures = [...lines].flatMap(([, name = '', base64 = '']) => {
    const bytes = bytesOf(base64);
    return bytes === undefined ? [] : [{ name, bytes }];
  });
  return { origin, size: Number(size), root: rootBytes, text, signatures };
}

/** Whether the log of a key (`name+id+key`, as the API gives it) signed a checkpoint. */
async function isSigned(checkpoint: Checkpoint, key: string): Promise<boolean> {
  const [name = '', , material = ''] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(key)?.slice(1) ?? [];
  const raw = bytesOf(material);
  if (raw === undefined || raw.length !== rawKeyBytes) return false;
  const id = (await hash(encoder.encode(`${name}\n`), raw)).slice(0, 4);
  const signature = checkpoint.signatures.find((each) => each.name === name && equal(each.bytes.slice(0, 4), id));
  if (signature === undefined || raw[0] !== 1 || checkpoint.origin !== name) return false;
  const publicKey = await crypto.subtle.importKey('raw', raw.slice(1), 'Ed25519', false, ['verify']);
  return await crypto.subtle.verify('Ed25519', publicKey, signature.bytes.slice(4), encoder.encode(checkpoint.text));
}

/** Checks that an entry is in the log of this key, by its proof of inclusion. */
export async function checkInclusion(proof: string, entry: string, key: string): Promise<Checked> {
  const end = proof.indexOf('\n\n');
  const lines = proof
    .slice(0, end)
    .split('\n')
    .filter((line) => !line.startsWith('extra '));
  const checkpoint = readCheckpoint(proof.slice(end + 2));
  const index = Number(/^index ([0-9]+)$/.exec(lines[1] ?? '')?.[1] ?? Number.NaN);
  const hashes = lines.slice(2).map(bytesOf);
  const isWhole = lines[0] === 'c2sp.org/tlog-proof@v1' && hashes.every((each) => each !== undefined);
  if (checkpoint === undefined || !isWhole || Number.isNaN(index)) return { problem: 'it has another form', size: 0 };
  const { size, root } = checkpoint;
  if (!(await isSigned(checkpoint, key))) return { problem: 'its checkpoint is not signed by the log', size };
  const leaf = await leafHash(encoder.encode(entry));
  const climbed = await climb(leaf, { index, size }, hashes);
  const holds = climbed !== undefined && equal(climbed, root);
  return { problem: holds ? undefined : 'the entry is not at that place in the tree that was signed', size };
}

/** The root that a leaf and its proof make (RFC 9162, section 2.1.3.2); undefined when the proof does not fit. */
export async function climb(
  leaf: Uint8Array<ArrayBuffer>,
  at: { readonly index: number; readonly size: number },
  proof: readonly Uint8Array<ArrayBuffer>[],
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  let [fn, sn, value] = [at.index, at.size - 1, leaf];
  if (fn > sn || ![leaf, ...proof].every(({ length }) => length === hashBytes)) return undefined;
  for (const sibling of proof) {
    if (sn === 0) return undefined;
    if (fn % 2 === 1 || fn === sn) {
      value = await nodeHash(sibling, value);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else value = await nodeHash(value, sibling);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 ? value : undefined;
}

/** Checks that a checkpoint is signed by the log of this key. */
export async function checkCheckpoint(note: string, key: string): Promise<Checked> {
  const checkpoint = readCheckpoint(note);
  if (checkpoint === undefined) return { problem: 'it is no checkpoint', size: 0 };
  const signed = await isSigned(checkpoint, key);
  return { problem: signed ? undefined : 'it is not signed by the key of the log', size: checkpoint.size };
}
