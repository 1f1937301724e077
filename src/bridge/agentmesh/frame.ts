import { z } from 'zod';
import {
  accept,
  equalBytes,
  fromUtf8,
  reject,
  toAgreementPublicKey,
  utf8,
  type Verdict,
  parseMeshDid,
  type MeshDid,
} from '../../base/base.ts';

/** Largest frame of a client, bytes: what a message of the mesh carries, less room for the envelope. */
export const maxFrameBytes = 1024 * 1024;
/** Longest id or reason, UTF-16 units; clients use UUIDs. */
const maxShort = 128;

const did = z.string().transform((text, context): MeshDid => {
  const parsed = parseMeshDid(text);
  if (parsed !== undefined) return parsed;
  context.issues.push({ code: 'custom', input: text, message: 'not a did:mesh DID' });
  return z.NEVER;
});
const short = z.string().min(1).max(maxShort);
const count = z.int().min(0).max(0xffff_ffff);
/** Standard base64 with padding (or without: some clients leave it off) of exactly `bytes` bytes. */
const key32 = z.string().regex(/^[A-Za-z0-9+/]{43}=?$/);
const sealed = z.string().regex(/^[A-Za-z0-9+/]{38,}={0,2}$/);

const way = { from: did, to: did, id: short };

const knock = z.looseObject({
  type: z.literal('knock'),
  ...way,
  intent: z.looseObject({ action: short.optional() }).default({}),
  establishment: z.looseObject({ ik: key32, ek: key32, otk: count.optional() }),
});
const knockAccept = z.looseObject({ type: z.literal('knock_accept'), ...way, knock_id: short });
const knockReject = z.looseObject({
  type: z.literal('knock_reject'),
  ...way,
  knock_id: short,
  reason: z.string().max(maxShort).optional(),
});
const message = z.looseObject({
  type: z.literal('message'),
  ...way,
  header: z.strictObject({ dh: key32, pn: count, n: count }),
  ciphertext: sealed,
  // Base64 of clear JSON in its place: what a relay cannot read is what this gateway promises.
  plaintext: z.literal(false).optional(),
  receipt: z.boolean().optional(),
});
const told = z.looseObject({ type: z.literal('error'), ...way, detail: z.string().max(maxShort) });
/** Between gateways: a client took the message with this id. Sent where the message asked for it (`receipt`). */
const delivered = z.looseObject({ type: z.literal('delivered'), ...way });

/** A frame between two clients. Fields beyond these are carried as they came. */
const carried = z.discriminatedUnion('type', [knock, knockAccept, knockReject, message, told, delivered]);
export type CarriedFrame = z.output<typeof carried>;
export type KnockFrame = z.output<typeof knock>;

/** The first frame of a connection; the proof is absent from clients of the legacy generation. */
const connect = z.looseObject({
  type: z.literal('connect'),
  from: z.string().max(maxShort).optional(),
  public_key: z.string().max(maxShort).optional(),
  timestamp: z.string().max(64).optional(),
  signature: z.string().max(maxShort).optional(),
  token: z.string().max(16_384).optional(),
});
export type ConnectFrame = z.output<typeof connect>;

const ack = z.looseObject({ type: z.literal('ack'), id: short });
const signs = z.looseObject({ type: z.enum(['heartbeat', 'disconnect', 'fetch_pending']) });

/** What a client may say to the gateway itself. */
export type ClientFrame =
  CarriedFrame | ConnectFrame | z.output<typeof ack> | z.output<typeof signs> | { readonly type: 'other' };

const spoken = z.discriminatedUnion('type', [connect, ack, signs]);
const spokenTypes: ReadonlySet<unknown> = new Set(['connect', 'ack', 'heartbeat', 'disconnect', 'fetch_pending']);

/** Reads a frame of at most `maxFrameBytes` from a client. Rejects `frame-too-large`, `malformed`, and clear text with `condition-not-met`. */
export function readClientFrame(bytes: Uint8Array): Verdict<ClientFrame> {
  const parsed = parseJson(bytes);
  if (parsed.kind !== 'accept') return parsed;
  if (isRecord(parsed.value) && spokenTypes.has(parsed.value['type'])) {
    const own = spoken.safeParse(parsed.value);
    return accept(own.success ? own.data : { type: 'other' });
  }
  const frame = checked(parsed.value);
  if (frame.kind === 'accept') return frame;
  return isOther(parsed.value) ? accept({ type: 'other' }) : frame;
}

/** What bodies hold, as long as somebody has them: one is looked at by its judgement, then by who takes it. */
const read = new WeakMap<Uint8Array, CarriedFrame>();

/** Reads the body of a message of the mesh that carries a frame, as `frameBody` wrote it; rejects as `readClientFrame`. */
export function readCarriedFrame(bytes: Uint8Array): Verdict<CarriedFrame> {
  const known = read.get(bytes);
  if (known !== undefined) return accept(known);
  const parsed = parseJson(bytes);
  const frame = parsed.kind === 'accept' ? checked(parsed.value) : parsed;
  if (frame.kind === 'accept') read.set(bytes, frame.value);
  return frame;
}

function checked(value: unknown): Verdict<CarriedFrame> {
  const frame = carried.safeParse(value);
  if (frame.success) return accept(frame.data);
  if (isPlain(value)) return reject('condition-not-met', 'a message in clear');
  const [issue] = frame.error.issues;
  return reject('malformed', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a frame'}`.slice(0, 200));
}

function isPlain(value: unknown): boolean {
  return isRecord(value) && value['type'] === 'message' && Boolean(value['plaintext']);
}

const known: ReadonlySet<unknown> = new Set(['knock', 'knock_accept', 'knock_reject', 'message', 'error', 'delivered']);

/** Whether a frame is for another client. */
export function isCarried(frame: ClientFrame): frame is CarriedFrame {
  return known.has(frame.type);
}

/** A type of frame from a later version of the protocol: told so, and no offence. */
function isOther(value: unknown): boolean {
  return isRecord(value) && typeof value['type'] === 'string' && !known.has(value['type']);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(bytes: Uint8Array): Verdict<unknown> {
  if (bytes.length > maxFrameBytes) return reject('frame-too-large', `${bytes.length} bytes, at most ${maxFrameBytes}`);
  const text = fromUtf8(bytes);
  if (text === undefined) return reject('malformed', 'not UTF-8');
  try {
    const value: unknown = JSON.parse(text);
    return accept(value);
  } catch {
    return reject('malformed', 'not JSON');
  }
}

/** The body of the mesh message that carries a frame, and what a client is sent. */
export function frameBody(frame: CarriedFrame): Uint8Array {
  const body = utf8(JSON.stringify(frame));
  read.set(body, frame);
  return body;
}

/** Whether the X25519 key in a KNOCK is the image of its sender's Ed25519 key: nobody knocks in another's name. */
export function isKnockOf({ establishment }: KnockFrame, key: Uint8Array): boolean {
  const image = toAgreementPublicKey(key);
  return image !== undefined && equalBytes(image, base64(establishment.ik));
}

/** Standard base64 with padding, as frames have it. */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** Bytes of text that a pattern above has checked to be base64. */
export function base64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}
