import { describe, expect, it } from 'vitest';
import { toBase64url } from '../../../src/base/base.ts';
import {
  glanceAtRenewal,
  membershipCode,
  membershipRequest,
  parseMembershipCode,
  parseMembershipRequest,
  readSponsorship,
  verifyRenewal,
} from '../../../src/identity/identity.ts';
import { accepted, agent, hour, later, now, outcome, recordOf, sponsorshipOf } from './fixture.ts';

const bob = agent('bob').did;
/** The record of an agent that an organisation signs for. */
const memberOf = (name: string, organisation: string): Uint8Array =>
  recordOf(name, { sponsorship: sponsorshipOf(name, organisation) });

describe('a request for membership', () => {
  it('is read as it was pasted, and shows the agent that signed it', () => {
    const code = membershipRequest(recordOf('bob'));
    const pasted = ` ${code.slice(0, 40)}\n  ${code.slice(40)}\n`;
    expect(accepted(parseMembershipRequest(pasted, now)).record.did).toBe(bob);
  });

  it('does not depend on the word of whoever signed for the agent before', () => {
    const ended = recordOf('bob', { sponsorship: sponsorshipOf('bob', 'former', { expires: later(-hour) }) });
    expect(outcome(parseMembershipRequest(membershipRequest(ended), now))).toBe('accept');
  });

  it('is refused when it is damaged, of another kind, too long or over', () => {
    const record = recordOf('bob');
    const code = membershipRequest(record);
    const changed = Uint8Array.from(record);
    changed[20] = (changed[20] ?? 0) ^ 1;
    expect(parseMembershipRequest(membershipRequest(changed), now).kind).toBe('reject');
    expect(outcome(parseMembershipRequest(`parleyask1${'*'.repeat(20)}`, now))).toBe('reject malformed');
    expect(outcome(parseMembershipRequest(`parleyorg1${code.slice(10)}`, now))).toBe('reject malformed');
    expect(outcome(parseMembershipRequest(`${code}${'A'.repeat(50_000)}`, now))).toBe('reject frame-too-large');
    expect(outcome(parseMembershipRequest(' '.repeat(50_000), now))).toBe('reject frame-too-large');
    expect(outcome(parseMembershipRequest(code, later(25 * hour)))).toBe('reject not-active');
  });
});

describe('a membership', () => {
  const sponsorship = sponsorshipOf('bob', 'acme');

  it('holds for the agent it was signed for, with the record of an agent of the same organisation', () => {
    const code = membershipCode(sponsorship, memberOf('alice', 'acme'));
    const read = accepted(parseMembershipCode(`${code.slice(0, 90)} \n${code.slice(90)}`, bob, now));
    expect(read.organisation.name).toBe('acme');
    expect(read.holder.record.did).toBe(agent('alice').did);
    expect(toBase64url(read.sponsorship)).toBe(toBase64url(sponsorship));
  });

  it.each([
    ['for another agent', membershipCode(sponsorshipOf('carol', 'acme'), memberOf('alice', 'acme')), 'not-sponsored'],
    ['with a record of another organisation', membershipCode(sponsorship, memberOf('alice', 'evil')), 'not-sponsored'],
    ['with a record of none', membershipCode(sponsorship, recordOf('alice')), 'not-sponsored'],
    ['without a record', membershipCode(sponsorship, new Uint8Array(0)), 'malformed'],
    ['with a third part', `${membershipCode(sponsorship, memberOf('alice', 'acme'))}.AAAA`, 'malformed'],
    ['of half a code', membershipCode(sponsorship, memberOf('alice', 'acme')).split('.')[0] ?? '', 'malformed'],
    ['that is a request', membershipRequest(recordOf('bob')), 'malformed'],
    ['that is too long', `parleyorg1${'A'.repeat(100_000)}`, 'frame-too-large'],
  ])('is refused %s', (_, code, reason) => {
    expect(outcome(parseMembershipCode(code, bob, now))).toBe(`reject ${reason}`);
  });

  it('is refused when its time is over or has not come', () => {
    const code = membershipCode(sponsorship, memberOf('alice', 'acme'));
    expect(outcome(parseMembershipCode(code, bob, later(2 * hour)))).toBe('reject not-sponsored');
    expect(outcome(parseMembershipCode(code, bob, later(-2 * hour)))).toBe('reject not-sponsored');
  });
});

describe('the renewal of a sponsorship', () => {
  const held = { did: bob, organisation: accepted(readSponsorship(sponsorshipOf('bob', 'acme'), bob)) };
  const until = (ms: number, name = 'bob', organisation = 'acme'): Uint8Array =>
    sponsorshipOf(name, organisation, { expires: later(ms) });

  it('takes the longer word of the same organisation, and no other', () => {
    expect(accepted(verifyRenewal(until(2 * hour), held, now)).expires).toBe(later(2 * hour));
    expect(outcome(verifyRenewal(until(hour), held, now))).toBe('ignore duplicate');
    expect(outcome(verifyRenewal(until(hour / 2), held, now))).toBe('ignore duplicate');
    expect(outcome(verifyRenewal(until(2 * hour, 'carol'), held, now))).toBe('ignore not-registered');
    expect(outcome(verifyRenewal(until(2 * hour, 'bob', 'evil'), held, now))).toBe('ignore not-registered');
    expect(outcome(verifyRenewal(until(2 * hour), held, later(3 * hour)))).toBe('ignore not-active');
  });

  it('is no longer word when its signature does not hold, which only a look at the signature shows', () => {
    const forged = Uint8Array.from(until(2 * hour));
    const last = forged.length - 1;
    forged[last] = (forged[last] ?? 0) ^ 1;
    expect(outcome(glanceAtRenewal(forged, held))).toBe('accept');
    expect(outcome(verifyRenewal(forged, held, now))).toBe('reject not-sponsored');
    expect(verifyRenewal(forged.subarray(0, 40), held, now).kind).toBe('reject');
  });
});
