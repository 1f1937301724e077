import type { Did } from '../base/base.ts';
import { encoded } from './encoded.ts';
import { boundedText, decodeWith, did, fail, fixedBytes, safeInteger } from './field.ts';
import { parley } from './gen/parley.js';

const wire = parley.v1;

/** What the subject of a receipt signs when it takes a request (trust.md, Evidence). */
export interface Acceptance {
  /** 32 bytes. */
  readonly iid: Uint8Array;
  readonly rater: Did;
  readonly subject: Did;
  /** The class of capability asked for; at most `maxCapabilityLength` characters. */
  readonly capability: string;
  /** Whole hours since the epoch, unsigned 32 bits. */
  readonly hour: number;
}

/** What one agent saw another do in one exchange. */
export interface ReceiptBody extends Acceptance {
  /** 64 bytes, over the encoded acceptance. */
  readonly subjectSignature: Uint8Array;
  /** 32 bytes. */
  readonly subjectKey: Uint8Array;
  /** Place in the list of dimensions, 0 to 4. */
  readonly dimension: number;
  /** 0 to 100. */
  readonly outcome: number;
  /** 0 to 3. */
  readonly severity: number;
  /** From 1. */
  readonly seq: number;
  /** 32 bytes. */
  readonly prev: Uint8Array;
}

/** A subject's signature on its way to the rater. */
export interface AcceptanceTicket {
  /** The subject's nonce, 16 bytes. */
  readonly nonce: Uint8Array;
  readonly hour: number;
  readonly capability: string;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

/** Characters of a capability class. */
export const maxCapabilityLength = 64;
/** An acceptance, two signatures, a key and a hash, with room for what later versions add. */
const maxReceiptBytes = 1024;

/** The bytes that the subject signs. Fields are written in the order of their numbers, absent ones not at all: one form only. */
export function encodeAcceptance({ iid, rater, subject, capability, hour }: Acceptance): Uint8Array {
  return encoded(wire.Acceptance, { iid, rater, subject, capability, hour });
}

/** The bytes that the rater signs; one form only. */
export function encodeReceiptBody(body: ReceiptBody): Uint8Array {
  const { iid, rater, subject, capability, hour, ...rest } = body;
  return encoded(wire.Receipt, { acceptance: { iid, rater, subject, capability, hour }, ...rest });
}

/** Decodes what the rater signed. Whether both signatures hold is not checked here. */
export const decodeReceiptBody = decodeWith(wire.Receipt, maxReceiptBytes, (raw): ReceiptBody => {
  const acceptance = raw.acceptance ?? fail('acceptance is missing');
  return {
    iid: fixedBytes(acceptance.iid, 32, 'iid'),
    rater: did(acceptance.rater, 'rater'),
    subject: did(acceptance.subject, 'subject'),
    capability: boundedText(acceptance.capability, 'capability', maxCapabilityLength),
    hour: upTo(acceptance.hour, 0xffff_ffff, 'hour'),
    subjectSignature: fixedBytes(raw.subjectSignature, 64, 'subject_signature'),
    subjectKey: fixedBytes(raw.subjectKey, 32, 'subject_key'),
    dimension: upTo(raw.dimension, 4, 'dimension'),
    outcome: upTo(raw.outcome, 100, 'outcome'),
    severity: upTo(raw.severity, 3, 'severity'),
    seq: safeInteger(raw.seq, 'seq') || fail('seq begins with 1'),
    prev: fixedBytes(raw.prev, 32, 'prev'),
  };
});

/** Reads a ticket that stands inside another message. */
export function readTicket(raw: parley.v1.AcceptanceTicket.$Properties): AcceptanceTicket {
  return {
    nonce: fixedBytes(raw.nonce, 16, 'nonce'),
    hour: upTo(raw.hour, 0xffff_ffff, 'hour'),
    capability: boundedText(raw.capability, 'capability', maxCapabilityLength),
    signature: fixedBytes(raw.signature, 64, 'signature'),
  };
}

/** A ticket by itself, as a node keeps it. */
export function encodeTicket({ nonce, hour, capability, signature }: AcceptanceTicket): Uint8Array {
  return encoded(wire.AcceptanceTicket, { nonce, hour, capability, signature });
}

/** Decodes what `encodeTicket` gave. */
export const decodeTicket = decodeWith(wire.AcceptanceTicket, maxReceiptBytes, readTicket);

function upTo(value: number | null | undefined, max: number, name: string): number {
  const number = safeInteger(value, name);
  return number > max ? fail(`${name} is over ${max}`) : number;
}
