import { limits, parseReason, type Did, type Millis, type Reason } from '../base/base.ts';
import {
  boundedBytes,
  boundedText,
  decodeWith,
  did,
  fail,
  fixedBytes,
  optionalBytes,
  safeInteger,
  textList,
  time,
} from './field.ts';
import { parley } from './gen/parley.js';
import { encoded } from './encoded.ts';

const wire = parley.v1;

/** What one side of a handshake asks of the other. */
export interface Requirement {
  /** 0..1000 */
  readonly minScore: number;
  readonly capabilities: readonly string[];
}

/** Shows knowledge of an invitation's secret without sending it; see iatp.proto for the MAC. */
export interface InvitationProof {
  /** 16 bytes. */
  readonly id: Uint8Array;
  /** 32 bytes. */
  readonly mac: Uint8Array;
}

export interface IatpHello {
  readonly version: number;
  /** 32 bytes. */
  readonly nonce: Uint8Array;
  readonly timestamp: Millis;
  /** Encoded Signed<AgentRecord> of the speaker. */
  readonly record: Uint8Array;
  readonly requirement: Requirement;
  readonly suites: readonly string[];
  /** The DID the speaker means to meet. */
  readonly to: Did;
  readonly invitation: InvitationProof | undefined;
  /** 16 bytes; bypasses the result cache. */
  readonly freshness: Uint8Array | undefined;
}

/** The six checks of AgentMesh's IATP, in their order. */
export const iatpChecks = ['registered', 'active', 'signature', 'key', 'score', 'capabilities'] as const;
export type IatpCheck = (typeof iatpChecks)[number];

/** A frame of /parley/iatp/1. */
export type IatpFrame =
  | { readonly kind: 'hello'; readonly hello: IatpHello }
  | { readonly kind: 'hello-proof'; readonly hello: IatpHello; readonly signature: Uint8Array }
  | { readonly kind: 'proof'; readonly signature: Uint8Array }
  | { readonly kind: 'done'; readonly suite: string }
  | {
      readonly kind: 'refusal';
      readonly reason: Reason;
      readonly check: IatpCheck | undefined;
      readonly remedy: string;
    };

function rawHello(hello: IatpHello): parley.v1.IatpHello.$Properties {
  return {
    version: hello.version,
    nonce: hello.nonce,
    timestampMs: hello.timestamp,
    record: hello.record,
    requirement: { minScore: hello.requirement.minScore, capabilities: [...hello.requirement.capabilities] },
    suites: [...hello.suites],
    to: hello.to,
    invitation: hello.invitation ?? null,
    freshness: hello.freshness ?? null,
  };
}

/** Encodes a frame of the handshake. */
export function encodeIatpFrame(frame: IatpFrame): Uint8Array {
  return encoded(wire.IatpFrame, rawFrame(frame));
}

function rawFrame(frame: IatpFrame): parley.v1.IatpFrame.$Properties {
  switch (frame.kind) {
    case 'hello':
      return { hello: rawHello(frame.hello) };
    case 'hello-proof':
      return { helloProof: { hello: rawHello(frame.hello), signature: frame.signature } };
    case 'proof':
      return { proof: { signature: frame.signature } };
    case 'done':
      return { done: { suite: frame.suite } };
    case 'refusal':
      return { refusal: { reason: frame.reason, check: frame.check ?? '', remedy: frame.remedy } };
  }
}

/** Decodes a frame of the handshake. */
export const decodeIatpFrame = decodeWith(wire.IatpFrame, limits.maxIatpFrameBytes, (raw): IatpFrame => {
  if (raw.hello) return { kind: 'hello', hello: readHello(raw.hello) };
  if (raw.helloProof) {
    const signature = fixedBytes(raw.helloProof.signature, 64, 'signature');
    return { kind: 'hello-proof', hello: readHello(raw.helloProof.hello ?? fail('no hello')), signature };
  }
  if (raw.proof) return { kind: 'proof', signature: fixedBytes(raw.proof.signature, 64, 'signature') };
  if (raw.done) return { kind: 'done', suite: boundedText(raw.done.suite, 'suite', 32) };
  if (raw.refusal) {
    const check = iatpChecks.find((name) => name === raw.refusal?.check);
    const remedy = boundedText(raw.refusal.remedy, 'remedy', 256);
    return { kind: 'refusal', reason: parseReason(boundedText(raw.refusal.reason, 'reason', 64)), check, remedy };
  }
  return fail('no such frame');
});

function readHello(raw: parley.v1.IatpHello.$Properties): IatpHello {
  const invitation = raw.invitation ?? undefined;
  return {
    version: safeInteger(raw.version, 'version'),
    nonce: fixedBytes(raw.nonce, 32, 'nonce'),
    timestamp: time(raw.timestampMs, 'timestamp'),
    record: boundedBytes(raw.record, limits.maxRecordBytes, 'record'),
    requirement: {
      minScore: Math.min(1000, safeInteger(raw.requirement?.minScore, 'minScore')),
      capabilities: textList(raw.requirement?.capabilities, 'capabilities'),
    },
    suites: textList(raw.suites, 'suites'),
    to: did(raw.to, 'to'),
    invitation: invitation && {
      id: fixedBytes(invitation.id, 16, 'invitation'),
      mac: fixedBytes(invitation.mac, 32, 'invitation'),
    },
    freshness: optionalBytes(raw.freshness, 16, 'freshness'),
  };
}
