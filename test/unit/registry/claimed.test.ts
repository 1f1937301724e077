import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex, utf8 } from '../../../src/base/base.ts';
import { createRevocation } from '../../../src/identity/identity.ts';
import {
  claimedKey,
  claimedRecord,
  claimedType,
  decodeAgentRecord,
  decodeSigned,
  encodeSigned,
} from '../../../src/wire/wire.ts';
import { accepted, agent, now, recordOf, sponsorshipOf } from '../identity/fixture.ts';

const { did, signing } = agent('alice');
const revocation = createRevocation({ did, reason: '', seq: 1, revoked: now }, signing);

describe('what a statement claims before it is decoded', () => {
  it('is what its decoder reads', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.nat(), fc.boolean(), (name, seq, sponsored) => {
        const sponsorship = sponsored ? { sponsorship: sponsorshipOf('alice', 'acme') } : {};
        const bytes = recordOf('alice', { name, seq: seq + 1, ...sponsorship });
        const signed = accepted(decodeSigned(bytes));
        const record = accepted(decodeAgentRecord(signed.payload));
        expect(claimedType(bytes)).toBe(signed.type);
        expect(toHex(claimedKey(bytes) ?? new Uint8Array(0))).toBe(toHex(signed.key));
        const claimed = claimedRecord(bytes);
        expect(claimed?.did).toBe(record.did);
        expect(claimed && toHex(claimed.sponsorship)).toBe(toHex(record.sponsorship));
      }),
    );
  });

  it('is nothing of a record where the bytes are of another kind, cut short, too long, or none', () => {
    expect(claimedRecord(revocation)).toBeUndefined();
    const bytes = recordOf('alice');
    const payload = bytes.indexOf(0x0a) + 10;
    expect(claimedRecord(bytes.subarray(0, payload))).toBeUndefined();
    expect(claimedRecord(new Uint8Array(100_000))).toBeUndefined();
    const other = { ...accepted(decodeSigned(bytes)), payload: utf8('no record') };
    expect(claimedRecord(encodeSigned(other))).toBeUndefined();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => void claimedRecord(noise)));
  });
});
