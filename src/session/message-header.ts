import { concat } from '../base/base.ts';
import type { KemExchange } from '../wire/wire.ts';
import { mayExtend } from './kem-exchange.ts';
import type { Message } from './suite.ts';

/** Ratchet key, length of the chain before, message number. */
const headerBytes = 40;
/** Length of the nonce in front of a ciphertext. */
export const nonceBytes = 12;
const tagBytes = 16;
/** In the length of the chain before, with a KEM exchange: this chain began with a mix. */
const mixedBit = 0x8000_0000;

/** Most messages of one chain, less one. With a KEM exchange a bit of the length says something else. */
export function maxNumber(exchange: KemExchange | undefined): number {
  return exchange === undefined ? 0xffff_ffff : mixedBit - 1;
}

/** What a header says. */
export interface Header {
  readonly ratchetKey: Uint8Array;
  /** Messages of the chain before. */
  readonly previouslySent: number;
  /** Number of the message in its chain. */
  readonly n: number;
  /** Whether the chain began with a KEM secret mixed in. */
  readonly isMixed: boolean;
  /** Exchange number and KEM public key or ciphertext; empty in most. */
  readonly extension: Uint8Array;
}

/** A message taken apart. */
export interface ParsedMessage extends Header, Message {}

/** A header as AgentMesh has it: dh || pn u32be || n u32be; with a KEM exchange, bit 31 of pn tells of a mix, and the extension follows. */
export function encodeHeader(header: Header): Uint8Array {
  const out = new Uint8Array(headerBytes);
  out.set(header.ratchetKey);
  const view = new DataView(out.buffer);
  view.setUint32(32, header.isMixed ? header.previouslySent + mixedBit : header.previouslySent);
  view.setUint32(36, header.n);
  return header.extension.length === 0 ? out : concat(out, header.extension);
}

/** Takes a message apart; undefined when the other side of a session with this KEM exchange cannot have made it. */
export function parseMessage(
  { header, ciphertext }: Message,
  exchange: KemExchange | undefined,
): ParsedMessage | undefined {
  const extra = header.length - headerBytes;
  if (extra < 0 || ciphertext.length < nonceBytes + tagBytes) return undefined;
  if (extra > 0 && (exchange === undefined || !mayExtend(exchange, extra))) return undefined;
  const view = new DataView(header.buffer, header.byteOffset, headerBytes);
  const length = view.getUint32(32);
  const isMixed = exchange !== undefined && length >= mixedBit;
  // Only the side that offers mixes.
  if (isMixed && exchange.offerer !== undefined) return undefined;
  return {
    ratchetKey: header.subarray(0, 32),
    previouslySent: isMixed ? length - mixedBit : length,
    n: view.getUint32(36),
    isMixed,
    extension: header.subarray(headerBytes),
    header,
    ciphertext,
  };
}
