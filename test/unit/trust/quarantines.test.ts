import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millis, SecretKey, sha256, utf8, type Did } from '../../../src/base/base.ts';
import { createIdentity, type AgentIdentity } from '../../../src/identity/identity.ts';
import {
  announceQuarantine,
  dayOf,
  defaultParameters,
  isQuarantine,
  keyOfLoss,
  lossOfQuarantine,
  nameOfQuarantine,
  one,
  QuarantineBook,
  quarantineLimits,
  quarantineLosses,
  readQuarantine,
  verifyQuarantine,
  withQuarantine,
  type AnnouncedQuarantine,
  type KeysOf,
} from '../../../src/trust/trust.ts';
import { decodeSigned, encodeSigned, quarantineCauses, type QuarantineBody } from '../../../src/wire/wire.ts';
import { now as nowHour, scoreOf, ledgerWith } from './support.ts';

const identity = (name: string): AgentIdentity => createIdentity(SecretKey.own(sha256(utf8(name))));
const people = ['ann', 'bob', 'cid', 'dan'].map(identity);
const [ann, bob] = [identity('ann'), identity('bob')];
const keys = new Map<Did, readonly Uint8Array[]>(people.map((each) => [each.did, [each.signing.publicKey]]));
const keysOf: KeysOf = (did) => keys.get(did);
const hourMs = 3_600_000;
const now = millis(nowHour * hourMs);

const plain: Omit<QuarantineBody, 'by' | 'subject'> = {
  cause: 'denials',
  since: now,
  until: millis(now + 900_000),
  at: now,
};

function said(more: Partial<QuarantineBody> = {}, by: AgentIdentity = ann): AnnouncedQuarantine {
  return announceQuarantine(by.signing, { by: by.did, subject: bob.did, ...plain, ...more });
}

interface Words {
  readonly by: number;
  readonly subject: number;
  readonly minutesAgo: number;
  readonly laterBy: number;
  readonly lifted: boolean;
  readonly cause: number;
}

/** Announcements of a few, several about one quarantine, as their announcers signed them. */
const anyWords: fc.Arbitrary<readonly AnnouncedQuarantine[]> = fc
  .array(
    fc.record<Words>({
      by: fc.nat(1),
      subject: fc.integer({ min: 2, max: 3 }),
      minutesAgo: fc.nat(6),
      laterBy: fc.nat(2),
      lifted: fc.boolean(),
      cause: fc.nat(4),
    }),
    { maxLength: 24 },
  )
  .map((words) => words.map(announcementOf));

function announcementOf({ by, subject, minutesAgo, laterBy, lifted, cause }: Words): AnnouncedQuarantine {
  const since = millis(now - minutesAgo * 60_000);
  const at = millis(since + laterBy);
  const until = lifted ? at : millis(at + 900_000);
  const [announcer, about] = [people[by] ?? ann, people[subject] ?? bob];
  return said({ subject: about.did, cause: quarantineCauses[cause] ?? 'burst', since, at, until }, announcer);
}

/** What a book holds, in one form. */
function heldOf(announced: Iterable<AnnouncedQuarantine>, organisation = 'did:key:zOne'): readonly string[] {
  const book = new QuarantineBook(defaultParameters);
  for (const each of announced) book.take(each, organisation, now);
  return [...book.all()]
    .map(({ body }) => `${nameOfQuarantine(body)} ${body.at} ${body.until} ${body.cause}`)
    .toSorted();
}

describe('an announced quarantine', () => {
  it('verifies by a key of its announcer, and with no byte of it changed', () => {
    const { bytes } = said();
    expect(isQuarantine(bytes)).toBe(true);
    expect(verifyQuarantine(bytes, keysOf)).toMatchObject({ kind: 'accept', value: { body: { by: ann.did } } });
    const signed = decodeSigned(bytes);
    if (signed.kind !== 'accept') throw new Error('it does not decode');
    for (let at = 0; at < signed.value.payload.length; at++) {
      const payload = signed.value.payload.slice();
      payload[at] = (payload[at] ?? 0) ^ 1;
      expect(verifyQuarantine(encodeSigned({ ...signed.value, payload }), keysOf).kind).not.toBe('accept');
    }
  });

  it('is not that of another who signs in its name, nor of somebody nobody knows', () => {
    const impostor = announceQuarantine(bob.signing, { by: ann.did, subject: people[2]?.did ?? bob.did, ...plain });
    expect(verifyQuarantine(impostor.bytes, keysOf)).toMatchObject({ kind: 'reject', reason: 'key-mismatch' });
    const stranger = identity('stranger');
    expect(verifyQuarantine(said({}, stranger).bytes, keysOf)).toMatchObject({ kind: 'ignore' });
    expect(verifyQuarantine(said({ subject: stranger.did }).bytes, keysOf)).toMatchObject({
      kind: 'ignore',
      reason: 'not-registered',
    });
  });

  it('is malformed when it ends before it begins, is said before it began, is of oneself, or says why in an unknown word', () => {
    const wrong: readonly Partial<QuarantineBody>[] = [
      { until: millis(now - 1) },
      { at: millis(now - 1) },
      { subject: ann.did },
      { cause: JSON.parse('"spite"') },
    ];
    for (const more of wrong) expect(readQuarantine(said(more).bytes)).toMatchObject({ reason: 'malformed' });
  });
});

describe('the book of announced quarantines', () => {
  it('holds the same in every order and with repetitions: of each quarantine what was said last', () => {
    fc.assert(
      fc.property(anyWords, fc.array(fc.nat(1000), { minLength: 24, maxLength: 24 }), (words, ranks) => {
        const shuffled = words
          .map((each, i) => ({ each, rank: ranks[i] ?? i }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ each }) => each);
        expect(heldOf([...shuffled, ...shuffled.slice(0, 5)])).toEqual(heldOf(words));
      }),
      { numRuns: 60 },
    );
  });

  it('refuses what is stale, of a time to come, or taken back since', () => {
    const book = new QuarantineBook(defaultParameters);
    const old = millis(now - defaultParameters.maxAgeHours * hourMs);
    expect(book.take(said({ since: old, at: old, until: undefined }), 'o', now)).toMatchObject({ reason: 'expired' });
    const soon = millis(now + hourMs + 1);
    expect(book.take(said({ at: soon, until: undefined }), 'o', now)).toMatchObject({ reason: 'expired' });
    const lifted = said({ at: millis(now + 1), until: millis(now + 1) });
    expect(book.take(lifted, 'o', millis(now + 1)).kind).toBe('accept');
    expect(book.take(said(), 'o', millis(now + 1))).toMatchObject({ kind: 'ignore', reason: 'duplicate' });
    expect([...book.about(bob.did)]).toHaveLength(1);
  });

  it('keeps the newest of one that announces without end, whatever came first', () => {
    const many = Array.from({ length: quarantineLimits.perAnnouncer + 20 }, (_, n) => {
      const since = millis(now - n * 60_000);
      return said({ since, at: since, until: undefined });
    });
    expect(heldOf(many)).toHaveLength(quarantineLimits.perAnnouncer);
    expect(heldOf(many.toReversed())).toEqual(heldOf(many));
  });

  it('forgets what has faded', () => {
    const book = new QuarantineBook(defaultParameters);
    book.take(said(), 'o', now);
    expect(book.prune(millis(now + hourMs))).toEqual([]);
    expect(book.prune(millis(now + defaultParameters.maxAgeHours * hourMs))).toHaveLength(1);
    expect(book.size).toBe(0);
  });

  it('makes room at the cost of the organisation that announced the most', () => {
    const book = new QuarantineBook(defaultParameters);
    const honest = said({ since: millis(now - 1000 * hourMs), at: now });
    book.take(honest, 'honest', now);
    // One body under many names costs no signatures; what counts here is whose it is.
    for (let n = 0; n < quarantineLimits.total + 10; n++) {
      const by = JSON.parse(`"did:key:z${Math.floor(n / quarantineLimits.perAnnouncer)}"`);
      const body: QuarantineBody = { ...honest.body, by, since: millis(now - n), at: now };
      book.take({ ...honest, body }, 'flooding', now);
    }
    expect(book.size).toBe(quarantineLimits.total);
    expect([...book.about(bob.did)].some(({ body }) => body.by === ann.did)).toBe(true);
  });
});

describe('an announced quarantine as evidence', () => {
  it('is worth what its cause is worth, and nothing once it was lifted or where the proof travels by itself', () => {
    const worth = (more: Partial<QuarantineBody>): number => lossOfQuarantine(said(more).body, defaultParameters) / one;
    expect(quarantineCauses.map((cause) => worth({ cause }))).toEqual([0.75, 1, 3.75, 0, 3.75]);
    expect(worth({ until: now })).toBe(0);
    expect(worth({ until: undefined })).toBe(3.75);
  });

  it('counts once a day, with the worst of that day', () => {
    const words = (['burst', 'denials', 'burst'] as const).map((cause, n) => {
      const since = millis(now - n * 60_000);
      return said({ cause, since, at: since, until: undefined });
    });
    const losses = quarantineLosses(words, defaultParameters);
    const key = keyOfLoss({ by: ann.did, subject: bob.did, day: dayOf(nowHour) });
    expect([...losses].map(([name, { loss }]) => [name, loss / one])).toEqual([[key, 3.75]]);
  });

  it('adds to what its announcer says that day, at most one unit with it, and never raises a score', () => {
    const units = fc.record({ r: fc.nat(one), s: fc.nat(one) }).filter(({ r, s }) => r + s <= one);
    fc.assert(
      fc.property(units, fc.nat(4 * one), fc.nat(one), (before, loss, weight) => {
        const after = withQuarantine(before, loss);
        expect(after.r + after.s).toBeLessThanOrEqual(one);
        expect(after.r).toBeLessThanOrEqual(before.r);
        const credibility = { hour: nowHour, values: new Map([['did:key:zOther', weight]]), root: 'f'.repeat(64) };
        const at = (words: { readonly r: number; readonly s: number }): number => {
          const testimony = [{ organisation: 'did:key:zOther', day: dayOf(nowHour), ...words }];
          return scoreOf(ledgerWith(), { testimony, credibility }).score;
        };
        expect(at(after)).toBeLessThanOrEqual(at(before));
        expect(at(after)).toBeGreaterThanOrEqual(332);
      }),
    );
  });
});
