import { oneOf, randomFrom } from './random.ts';

/** What a peer of the simulation is. */
export type Kind = 'pre-trusted' | 'good' | 'bad' | 'spy';

/** The attacker models of EigenTrust (Kamvar et al. 2003, section 7). */
export interface Model {
  readonly name: 'A' | 'B' | 'C' | 'D';
  readonly bad: number;
  readonly spies: number;
  /** How often a bad peer serves well, to be trusted. */
  readonly camouflage: number;
}

/** One service, as its receiver saw it. */
export interface Service {
  readonly from: number;
  readonly to: number;
  readonly good: boolean;
}

/** A way to choose whom to ask. */
export interface Rule {
  readonly name: string;
  /** One of the peers that offer the service. */
  choose(asker: number, offering: readonly number[]): number;
  /** What the asker saw, and says of it. */
  learn(service: Service, said: boolean): void;
  /** What colluders say of one another without any service. */
  claim(rater: number, subject: number, good: boolean): void;
  /** A cycle is over. */
  settle(cycle: number): void;
}

/** Peers and queries of one run. */
export interface Setting {
  readonly model: Model;
  readonly seed: number;
  readonly cycles: number;
  readonly queries: number;
}

/** Good peers, and those every rule may trust from the start. */
export const goodPeers = 60;
export const preTrusted = 3;
/** How often good service fails. */
const honestError = 0.05;
/** How often a good peer has what is asked for; bad ones say that they always have. */
const availability = 0.5;
/** Colluders each says something good of in one cycle. */
const claimsPerCycle = 3;

/** The peers of a model: pre-trusted, good, bad, spies. */
export function peersOf({ bad, spies }: Model): readonly Kind[] {
  const of = (kind: Kind, count: number): Kind[] => Array.from({ length: count }, () => kind);
  return [...of('pre-trusted', preTrusted), ...of('good', goodPeers), ...of('bad', bad), ...of('spy', spies)];
}

/** Runs queries under a rule; the share of bad services that good peers receive in the second half of the cycles. */
export function run(setting: Setting, ruleOf: (peers: readonly Kind[], random: () => number) => Rule): number {
  const random = randomFrom(setting.seed);
  const peers = peersOf(setting.model);
  const rule = ruleOf(peers, random);
  const counted = { all: 0, bad: 0 };
  for (let cycle = 0; cycle < setting.cycles; cycle++) {
    for (let query = 0; query < setting.queries; query++) {
      const service = ask(peers, setting.model, { rule, random });
      if (service === undefined || isMalicious(peers[service.to]) || cycle < setting.cycles / 2) continue;
      counted.all++;
      if (!service.good) counted.bad++;
    }
    collude(peers, setting.model, { rule, random });
    rule.settle(cycle);
  }
  return counted.bad / counted.all;
}

interface Chance {
  readonly rule: Rule;
  readonly random: () => number;
}

function ask(peers: readonly Kind[], model: Model, { rule, random }: Chance): Service | undefined {
  const to = Math.floor(random() * peers.length);
  const offering = peers.flatMap((kind, peer) =>
    peer !== to && (kind === 'bad' || random() < availability) ? [peer] : [],
  );
  const from = rule.choose(to, offering);
  if (from < 0) return undefined;
  const isBad = peers[from] === 'bad' && random() >= model.camouflage;
  const good = !isBad && random() >= honestError;
  const service = { from, to, good };
  // A malicious individual says the opposite; a collective praises its own and blames all others.
  const malicious = isMalicious(peers[to]);
  const said = !malicious ? good : model.name === 'A' ? !good : peers[from] === 'bad';
  rule.learn(service, said);
  return service;
}

function collude(peers: readonly Kind[], model: Model, { rule, random }: Chance): void {
  if (model.name === 'A') return;
  const friends = peers.flatMap((kind, peer) => (kind === 'bad' ? [peer] : []));
  for (const [peer, kind] of peers.entries()) {
    if (!isMalicious(kind)) continue;
    for (let n = 0; n < claimsPerCycle; n++) {
      const friend = oneOf(friends, random);
      if (friend !== undefined && friend !== peer) rule.claim(peer, friend, true);
    }
  }
}

function isMalicious(kind: Kind | undefined): boolean {
  return kind === 'bad' || kind === 'spy';
}
