import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalBytes, millis, sha256, toHex, type Did, type Verdict } from '../../../src/base/base.ts';
import { authenticateRecord, createRevocation, verifyRevocation } from '../../../src/identity/identity.ts';
import {
  applyRevocation,
  coversCapability,
  createDelegation,
  delegationInForce,
  delegationToken,
  mergeRecord,
  parseCapability,
  parseDelegationToken,
  signerStands,
  verifyDelegation,
  type DelegationDraft,
  type DelegationView,
  type VerifiedDelegation,
} from '../../../src/registry/registry.ts';
import {
  decodeDelegation,
  decodeSigned,
  encodeDelegation,
  encodeSigned,
  signPayload,
  type Delegation,
} from '../../../src/wire/wire.ts';
import {
  accepted,
  agent,
  hour,
  keyOf,
  later,
  now,
  outcome,
  rotatedRecordOf,
  seededRandom,
  verifiedOf,
} from '../identity/fixture.ts';

const names = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace'] as const;
const didOf = (name: string): Did => agent(name).did;

function draftFrom(name: string, to: string, changes: Partial<DelegationDraft> = {}): DelegationDraft {
  return {
    iss: didOf(name),
    aud: didOf(to),
    cmd: ['read:orders'],
    pol: { minScore: 0 },
    nonce: seededRandom(`${name} ${to}`)(16),
    notBefore: now,
    expires: later(hour),
    maxDepth: 5,
    trustCeiling: 900,
    ...changes,
  };
}

const give = (name: string, to: string, changes: Partial<DelegationDraft> = {}): Verdict<VerifiedDelegation> =>
  createDelegation(draftFrom(name, to, changes), keyOf(name));

const root = (changes: Partial<DelegationDraft> = {}): VerifiedDelegation => accepted(give('alice', 'bob', changes));

/** What bob gives on, signed with whatever it says: the fields are not put right first. */
function forged(changes: Partial<Delegation>, by = 'bob', above = root()): Verdict<VerifiedDelegation> {
  const { from: _, ...fields } = draftFrom('bob', 'carol');
  const whole = { ...fields, sub: didOf('alice'), proof: above.bytes, evidence: new Uint8Array(0), ...changes };
  return verifyDelegation(encodeSigned(signPayload(keyOf(by), 'Delegation', encodeDelegation(whole))));
}

const why = (verdict: Verdict<unknown>): string =>
  verdict.kind === 'accept' ? 'accept' : `${verdict.reason}: ${verdict.detail ?? ''}`;

const nothingEnded: DelegationView = { isRevoked: () => false, signer: () => ({ kind: 'accept', value: true }) };

describe('a delegation', () => {
  it('verifies with the chain inside it, and says whose authority it is', () => {
    const passed = accepted(forged({}));
    expect(passed.chain.map(({ delegation }) => delegation.iss)).toEqual([didOf('alice'), didOf('bob')]);
    expect(passed.delegation).toMatchObject({ sub: didOf('alice'), aud: didOf('carol') });
    expect(outcome(delegationInForce(passed, nothingEnded, now))).toBe('accept');
  });

  it('travels as a token, whatever a mail program does to it', () => {
    const token = delegationToken(root());
    expect(token.startsWith('parleydel1')).toBe(true);
    const broken = `  ${token.slice(0, 40)}\r\n ${token.slice(40)}\n`;
    expect(equalBytes(accepted(parseDelegationToken(broken)).bytes, root().bytes)).toBe(true);
    expect(outcome(parseDelegationToken(token.slice(0, -4)))).toBe('reject malformed');
    expect(outcome(parseDelegationToken(`parley1${token.slice(10)}`))).toBe('reject malformed');
    expect(outcome(parseDelegationToken('parleydel1'))).toBe('reject malformed');
    expect(outcome(parseDelegationToken('x'.repeat(100_000)))).toBe('reject frame-too-large');
  });

  it('is refused when its signature does not hold, or is one of another kind', () => {
    const signed = accepted(decodeSigned(root().bytes));
    const signature = Uint8Array.from(signed.signature);
    signature[5] = (signature[5] ?? 0) ^ 1;
    expect(outcome(verifyDelegation(encodeSigned({ ...signed, signature })))).toBe('reject bad-signature');
    const other = signPayload(keyOf('alice'), 'AgentRecord', signed.payload);
    expect(outcome(verifyDelegation(encodeSigned(other)))).toBe('reject bad-signature');
    expect(outcome(verifyDelegation(encodeSigned({ ...other, type: 'Delegation' })))).toBe('reject bad-signature');
  });

  it('is refused when a link inside the chain is forged', () => {
    const signed = accepted(decodeSigned(root().bytes));
    const signature = Uint8Array.from(signed.signature);
    signature[5] = (signature[5] ?? 0) ^ 1;
    expect(outcome(forged({ proof: encodeSigned({ ...signed, signature }) }))).toBe('reject bad-signature');
  });

  it('is refused when a key that is not the issuer’s signed it', () => {
    expect(outcome(forged({}, 'mallory'))).toBe('reject did-mismatch');
    const evidence = verifiedOf('bob').bytes;
    expect(outcome(forged({ evidence }, 'mallory'))).toBe('reject key-mismatch');
    expect(outcome(forged({ evidence: verifiedOf('mallory').bytes }, 'mallory'))).toBe('reject did-mismatch');
  });

  it('may be signed by the key of a rotation, which the issuer’s record shows', () => {
    const evidence = rotatedRecordOf('bob', 'bob next');
    expect(outcome(forged({ evidence }, 'bob next'))).toBe('accept');
    expect(outcome(forged({}, 'bob next'))).toBe('reject did-mismatch');
  });

  it('is refused under a key of small order', () => {
    const signed = accepted(decodeSigned(root().bytes));
    const key = new Uint8Array(32);
    expect(outcome(verifyDelegation(encodeSigned({ ...signed, key })))).toBe('reject weak-key');
  });

  it('is refused when it is issued by another than the audience above', () => {
    expect(why(forged({ iss: didOf('dave') }, 'dave'))).toBe(
      'delegation-invalid: it is issued by another than the audience of the one above',
    );
  });

  it('is refused when the subject changes, or is not the first issuer', () => {
    expect(why(forged({ sub: didOf('bob') }))).toBe('delegation-invalid: the subject changes');
    expect(why(forged({ proof: new Uint8Array(0) }))).toContain('of what its issuer does not own');
  });

  it.each([
    ['another capability', ['write:orders']],
    ['an action that only begins alike', ['readwrite:orders']],
    ['a resource that only begins alike', ['read:orders-archive']],
    ['one more', ['read:orders', 'read:prices']],
  ])('is refused when its capabilities are widened by %s', (_, cmd) => {
    expect(why(forged({ cmd }))).toBe('delegation-invalid: a capability is not within those above');
  });

  it('is refused when it drops the qualifier of the one above', () => {
    const above = root({ cmd: ['read:orders:eu:west'] });
    expect(outcome(forged({ cmd: ['read:orders:eu:west'] }, 'bob', above))).toBe('accept');
    for (const wider of ['read:orders', 'read:orders:eu', 'read:orders:eu:west:1'])
      expect(why(forged({ cmd: [wider] }, 'bob', above))).toContain('not within those above');
  });

  it('is refused when it ends later or begins earlier than the one above', () => {
    expect(why(forged({ expires: later(hour + 1) }))).toBe('delegation-invalid: it ends after the one above');
    expect(why(forged({ notBefore: later(-1) }))).toBe('delegation-invalid: it begins before the one above');
  });

  it('is refused when the chain is longer than any link of it allows', () => {
    const above = root({ maxDepth: 1 });
    expect(why(forged({ maxDepth: 1 }, 'bob', above))).toBe(
      'delegation-invalid: the chain has 2 delegations, at most 1 are allowed',
    );
    expect(why(forged({ maxDepth: 2 }, 'bob', above))).toContain('at most 1 are allowed');
    expect(why(forged({ maxDepth: 6 }))).toBe('delegation-invalid: it allows a longer chain than the one above');
  });

  it('is refused when the chain has more than five links, whatever they say', () => {
    let from = root({ maxDepth: 100 });
    for (let at = 1; at < 5; at++) from = accepted(give(names[at] ?? '', names[at + 1] ?? '', { from, maxDepth: 100 }));
    expect(from.chain).toHaveLength(5);
    expect(why(give('frank', 'grace', { from, maxDepth: 100 }))).toContain('the chain is longer than 5');
  });

  it('is refused when it raises the ceiling, or drops a condition', () => {
    expect(why(forged({ trustCeiling: 901 }))).toBe('delegation-invalid: it raises the ceiling of the one above');
    const above = root({ pol: { minScore: 600 } });
    expect(why(forged({ pol: { minScore: 599 } }, 'bob', above))).toContain('drops a condition');
    expect(outcome(forged({ pol: { minScore: 601 } }, 'bob', above))).toBe('accept');
  });

  it('is refused in a second encoding of the same', () => {
    const { payload } = accepted(decodeSigned(root().bytes));
    const padded = Uint8Array.from([...payload, 0xc8, 0x01, 0x00]);
    expect(outcome(verifyDelegation(encodeSigned(signPayload(keyOf('alice'), 'Delegation', padded))))).toBe(
      'reject malformed',
    );
    const { delegation } = root();
    for (const cmd of [['read:b', 'read:a'], ['read:a', 'read:a'], []]) {
      const bytes = encodeDelegation({ ...delegation, cmd });
      expect(outcome(decodeDelegation(bytes))).toBe('reject malformed');
    }
  });

  it('holds for a bounded time, of bounded size', () => {
    expect(outcome(give('alice', 'bob', { expires: later(91 * 24 * hour) }))).toBe('reject malformed');
    expect(outcome(give('alice', 'bob', { expires: now }))).toBe('reject malformed');
    expect(outcome(give('alice', 'bob', { maxDepth: 0 }))).toBe('reject malformed');
    expect(outcome(give('alice', 'bob', { trustCeiling: 1001 }))).toBe('reject malformed');
    const cmd = Array.from({ length: 33 }, (_, i) => `read:r${i}`);
    expect(outcome(give('alice', 'bob', { cmd }))).toBe('reject malformed');
    expect(outcome(verifyDelegation(new Uint8Array(20_000)))).toBe('reject frame-too-large');
  });

  it('has the encoding that it always had', () => {
    expect(toHex(root().id)).toBe(toHex(sha256(accepted(decodeSigned(root().bytes)).payload)));
    expect(toHex(root().id)).toBe(pinnedId);
  });
});

/** SHA-256 of the payload of `root()`: changes only if the wire format does. */
const pinnedId = '1cf79ae3835bbd02ab5162bfdc605492f29c315ef942cd1822350541eccf6ba6';

describe('a chain in force', () => {
  const passed = accepted(forged({}));

  it('ends at its date, to the millisecond, and begins with the skew that clocks have', () => {
    expect(outcome(delegationInForce(passed, nothingEnded, millis(later(hour) - 1)))).toBe('accept');
    expect(outcome(delegationInForce(passed, nothingEnded, later(hour)))).toBe('reject expired');
    expect(outcome(delegationInForce(passed, nothingEnded, later(-30_000)))).toBe('accept');
    expect(outcome(delegationInForce(passed, nothingEnded, later(-30_001)))).toBe('reject not-active');
  });

  it.each([0, 1])('ends when link %i of it is revoked', (at) => {
    const id = passed.chain[at]?.id ?? new Uint8Array(0);
    const view = { ...nothingEnded, isRevoked: (candidate: Uint8Array) => equalBytes(candidate, id) };
    expect(outcome(delegationInForce(passed, view, now))).toBe('reject revoked');
  });

  it('ends with the standing of an issuer, and with the key that signed', () => {
    const bob = accepted(mergeRecord(undefined, verifiedOf('bob')));
    const { publicKey } = verifiedOf('bob').record;
    const end = (target: 'did' | 'key') => {
      const draft = { did: didOf('bob'), reason: '', seq: 1, revoked: now };
      const aim = target === 'key' ? { ...draft, target: { kind: 'key', key: publicKey } as const } : draft;
      return accepted(applyRevocation(bob, accepted(verifyRevocation(createRevocation(aim, keyOf('bob'))))));
    };
    const under = (entry: typeof bob) => ({
      ...nothingEnded,
      signer: (did: Did, key: Uint8Array) => signerStands(did === didOf('bob') ? entry : undefined, key),
    });
    expect(outcome(delegationInForce(passed, under(bob), now))).toBe('accept');
    expect(outcome(delegationInForce(passed, under(end('did')), now))).toBe('reject revoked');
    expect(outcome(delegationInForce(passed, under(end('key')), now))).toBe('reject revoked');
    const suspended = accepted(mergeRecord(undefined, verifiedOf('bob', { status: 'suspended' })));
    expect(outcome(delegationInForce(passed, under(suspended), now))).toBe('reject not-active');
    const twice = accepted(mergeRecord(bob, verifiedOf('bob', { name: 'another' })));
    expect(outcome(delegationInForce(passed, under(twice), now))).toBe('reject equivocation');
  });

  it('stands when an issuer rotated its key', () => {
    const rotated = accepted(authenticateRecord(rotatedRecordOf('bob', 'bob next')));
    const entry = accepted(mergeRecord(undefined, rotated));
    expect(outcome(signerStands(entry, keyOf('bob').publicKey))).toBe('accept');
  });
});

describe('a capability', () => {
  it.each([
    '*',
    'read:*',
    '*:orders',
    'read:orders:*',
    'read:orders:eu/*',
    'read',
    'read:',
    ':orders',
    'read:orders:',
    'a b:c',
  ])('cannot be delegated as %s', (text) => {
    expect(outcome(parseCapability(text))).toBe('reject delegation-invalid');
    expect(outcome(give('alice', 'bob', { cmd: [text] }))).toBe('reject delegation-invalid');
  });

  it('takes everything behind the second colon as one segment', () => {
    expect(accepted(parseCapability('read:orders:eu:west'))).toEqual({
      action: 'read',
      resource: 'orders',
      qualifier: 'eu:west',
    });
    expect(coversCapability('read:orders', 'read:orders:eu:west')).toBe(true);
    expect(coversCapability('read:orders:eu', 'read:orders:eu:west')).toBe(false);
    expect(coversCapability('*', 'read:orders')).toBe(false);
  });
});

describe('narrowing', () => {
  const word = fc.constantFrom('read', 'readwrite', 'write', 'a', 'ab');
  const capability = fc
    .tuple(word, word, fc.option(fc.constantFrom('eu', 'eu:west', 'us')))
    .map(([action, resource, qualifier]) => [action, resource, ...(qualifier === null ? [] : [qualifier])].join(':'));
  const step = fc.record({
    cmd: fc.array(capability, { minLength: 1, maxLength: 4 }),
    notBefore: fc.integer({ min: 0, max: 3 }).map((h) => later(h * 1000)),
    expires: fc.integer({ min: 4, max: 8 }).map((h) => later(h * 1000)),
    maxDepth: fc.integer({ min: 1, max: 6 }),
    trustCeiling: fc.integer({ min: 0, max: 1000 }),
    pol: fc.record({ minScore: fc.integer({ min: 0, max: 1000 }) }),
  });

  it('never widens, whatever sequence of steps is accepted', () => {
    let deep = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.boolean()), { minLength: 1, maxLength: 6 }), (steps) => {
        let from: VerifiedDelegation | undefined;
        for (const [wish, willing] of steps) {
          const at = from?.chain.length ?? 0;
          // Half of the wishes are bent to what is allowed, so that chains get long; the others are tried as they are.
          const asked =
            willing && from !== undefined
              ? { ...bent(wish, from.delegation), from }
              : { ...wish, ...(from && { from }) };
          const made: Verdict<VerifiedDelegation> = give(names[at] ?? '', names[at + 1] ?? '', asked);
          if (made.kind !== 'accept') continue;
          from = made.value;
          deep = Math.max(deep, from.chain.length);
          isNarrower(from);
        }
      }),
      { numRuns: 60 },
    );
    expect(deep).toBeGreaterThan(2);
  });

  function isNarrower({ chain, delegation }: VerifiedDelegation): void {
    const first = chain[0]?.delegation;
    if (first === undefined) throw new Error('a chain has a first link');
    expect(delegation.cmd.every((narrow) => first.cmd.some((wide) => isWithin(narrow, wide)))).toBe(true);
    expect(delegation.sub).toBe(first.iss);
    expect(delegation.notBefore).toBeGreaterThanOrEqual(first.notBefore);
    expect(delegation.expires).toBeLessThanOrEqual(first.expires);
    expect(delegation.trustCeiling).toBeLessThanOrEqual(first.trustCeiling);
    expect(delegation.pol.minScore).toBeGreaterThanOrEqual(first.pol.minScore);
    expect(chain.length).toBeLessThanOrEqual(Math.min(first.maxDepth, 5));
  }

  /** Independent of the code: segments as an array. */
  function isWithin(narrow: string, wide: string): boolean {
    const [a, r, ...q] = narrow.split(':');
    const [wa, wr, ...wq] = wide.split(':');
    return a === wa && r === wr && (wq.length === 0 || q.join(':') === wq.join(':'));
  }

  function bent(
    wish: Pick<Delegation, 'cmd' | 'notBefore' | 'expires' | 'maxDepth' | 'trustCeiling' | 'pol'>,
    above: Delegation,
  ) {
    return {
      cmd: above.cmd.slice(0, 1),
      notBefore: millis(Math.max(wish.notBefore, above.notBefore)),
      expires: millis(Math.min(wish.expires, above.expires)),
      maxDepth: above.maxDepth,
      trustCeiling: Math.min(wish.trustCeiling, above.trustCeiling),
      pol: { minScore: Math.max(wish.pol.minScore, above.pol.minScore) },
    };
  }

  it('takes no bytes that are not what was signed', () => {
    const { bytes } = accepted(forged({}));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = Uint8Array.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        expect(verifyDelegation(damaged).kind).toBe('reject');
      }),
      { numRuns: 200 },
    );
  });
});
