import { equalBytes, limits, reject, type Millis, type Reject } from '../base/base.ts';
import type { SignalChain, SignalEpoch } from '../wire/wire.ts';
import type { SignalHeader } from './message-header.ts';

/** How far the other side's messages were followed. libsignal keeps the same to itself and bounds it far looser. */
export interface Followed {
  readonly chains: readonly SignalChain[];
  readonly epochs: readonly SignalEpoch[];
  /** When messages were passed over last; undefined when none ever were. */
  readonly passedOver: Millis | undefined;
}

/** Before the first message. */
export const nothingFollowed: Followed = { chains: [], epochs: [], passedOver: undefined };

/** Messages passed over at once in one chain: libsignal would go through 25 000 keys for a forged number, 70 ms. */
const maxSkip = 100;
/** Messages passed over and still awaited in a session; libsignal itself forgets what is as far behind in a chain. */
const maxMissing = 2000;
/** Chains that libsignal keeps. */
const maxChains = 5;
/**
 * Messages passed over at once in an epoch of the post-quantum ratchet, which does not begin anew with each
 * chain: as many as in all chains kept.
 */
const maxSkipInEpoch = maxSkip * maxChains;
/** Epochs that libsignal keeps, with one to spare. */
const maxEpochs = 4;

/** Refuses a message that claims to be so far ahead that finding out would cost too much. */
export function refuseJump({ chains, epochs }: Followed, header: SignalHeader): Reject | undefined {
  const skipped = header.counter - (chainOf(chains, header)?.next ?? 0);
  if (skipped > maxSkip) return tooMany(`more than ${maxSkip} messages ahead`);
  const inEpoch = header.index - (epochOf(epochs, header)?.highest ?? 0);
  if (inEpoch > maxSkipInEpoch)
    return tooMany(`more than ${maxSkipInEpoch} messages ahead in the post-quantum ratchet`);
  if (skipped > 0 && missingOf(chains) + skipped > maxMissing)
    return tooMany(`more than ${maxMissing} messages never came`);
  return undefined;
}

/** Messages passed over and still awaited, in the chains that libsignal keeps. */
function missingOf(chains: readonly SignalChain[]): number {
  return chains.reduce((sum, { next, opened }) => sum + next - opened, 0);
}

/**
 * Whether keys are kept for messages that can come no more. libsignal keeps a key until its message comes or two
 * thousand newer ones do, however long that takes, and gives nobody the means to forget one.
 */
export function isOverdue({ chains, passedOver }: Followed, now: Millis): boolean {
  return passedOver !== undefined && now - passedOver > limits.messageTtlMs && missingOf(chains) > 0;
}

/** What was followed once this message was opened. */
export function follow({ chains, epochs, passedOver }: Followed, header: SignalHeader, now: Millis): Followed {
  const chain = chainOf(chains, header) ?? { ratchetKey: new Uint8Array(header.ratchetKey), next: 0, opened: 0 };
  const { ratchetKey, next, opened } = chain;
  const advanced = { ratchetKey, next: Math.max(next, header.counter + 1), opened: opened + 1 };
  const epoch = epochOf(epochs, header) ?? { epoch: header.epoch, highest: 0 };
  const reached = { epoch: epoch.epoch, highest: Math.max(epoch.highest, header.index) };
  return {
    chains: replaced(chains, chain, advanced).slice(-maxChains),
    epochs: replaced(epochs, epoch, reached).slice(-maxEpochs),
    passedOver: header.counter > next ? now : passedOver,
  };
}

/** The list with another entry in the place of one, or behind all. */
function replaced<T>(list: readonly T[], old: T, entry: T): readonly T[] {
  return list.includes(old) ? list.map((other) => (other === old ? entry : other)) : [...list, entry];
}

function chainOf(chains: readonly SignalChain[], { ratchetKey }: SignalHeader): SignalChain | undefined {
  return chains.find((chain) => equalBytes(chain.ratchetKey, ratchetKey));
}

function epochOf(epochs: readonly SignalEpoch[], { epoch }: SignalHeader): SignalEpoch | undefined {
  return epochs.find((known) => known.epoch === epoch);
}

function tooMany(detail: string): Reject {
  return reject('too-many-skipped', detail);
}
