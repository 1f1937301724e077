import {
  createReceipt,
  defaultParameters,
  emptyChain,
  emptyLedger,
  observe,
  one,
  ReceiptBook,
  type ChainHead,
  type Ledger,
  type VerifiedReceipt,
} from '../../../src/trust/trust.ts';
import { SecretKey, sha256, utf8 } from '../../../src/base/base.ts';
import { createIdentity, type AgentIdentity } from '../../../src/identity/identity.ts';
import { honestSociety, nowHour, pooledMean, scoreOf, today, type Question, type Word } from './society.ts';

/** How far a campaign moved the score of the one it was about. */
export interface Moved {
  readonly campaign: string;
  readonly about: 'shill' | 'victim';
  readonly rule: string;
  readonly from: number;
  readonly to: number;
}

/** Edges from honest organisations to attackers: they were served well by them. */
const attackEdges = 20;
/** Days on which attackers repeat themselves: then each is heard as much as it can be. */
const repeated = 10;

const shill = 'the shill';
const victim = 'the victim';

/** What honest organisations say of the two before anyone attacks: ten praise one, five of fifteen the other. */
function reputations(names: readonly string[]): readonly Word[] {
  const of = (subject: string, rater: string, good: boolean): Word => {
    return { rater, subject, day: today, r: good ? 1 : 0, s: good ? 0 : 1 };
  };
  return [
    ...names.slice(1, 11).map((rater) => of(shill, rater, true)),
    ...names.slice(11, 26).map((rater, i) => of(victim, rater, i < 5)),
  ];
}

/** Attackers that praise the shill and one another, and blame the victim, day after day. */
function ring(raters: readonly string[]): readonly Word[] {
  return raters.flatMap((rater, i) => {
    const friends = [1, 2, 3].map((step) => raters[(i + step) % raters.length] ?? rater).filter((one) => one !== rater);
    const praise = friends.map((subject): Word => ({ rater, subject, day: today, r: 1, s: 0 }));
    return Array.from({ length: repeated }, (_, ago): readonly Word[] => [
      { rater, subject: shill, day: today - ago, r: 1, s: 0 },
      { rater, subject: victim, day: today - ago, r: 0, s: 1 },
      ...(ago === 0 ? praise : []),
    ]).flat();
  });
}

const rules = { 'pooled mean': pooledMean, Parley: scoreOf };

/** The score of the two before and after, by each rule. */
function moved(campaign: string, before: readonly Word[], attack: readonly Word[], seen?: Ledger): readonly Moved[] {
  return (['shill', 'victim'] as const).flatMap((about) =>
    Object.entries(rules).map(([rule, score]): Moved => {
      const subject = about === 'shill' ? shill : victim;
      const asked: Omit<Question, 'words'> = seen === undefined ? { subject } : { subject, ledger: seen };
      const [from, to] = [score({ ...asked, words: before }), score({ ...asked, words: [...before, ...attack] })];
      return { campaign, about, rule, from, to };
    }),
  );
}

function societyOf(seed: number): { readonly names: readonly string[]; readonly before: readonly Word[] } {
  const { names, words } = honestSociety(seed);
  return { names, before: [...words, ...reputations(names)] };
}

/** Made-up organisations, all behind the same few honest ones that were taken in. */
export function sybils(count: number, seed: number): readonly Moved[] {
  const { names, before } = societyOf(seed);
  const raters = Array.from({ length: count }, (_, i) => `sybil ${i}`);
  // Not the observer: what it saw itself it does not take from anyone.
  const edges = Array.from({ length: attackEdges }, (_, i): Word => {
    return { rater: names[1 + i * 4] ?? '', subject: raters[i % count] ?? '', day: today, r: 1, s: 0 };
  });
  return moved(`${count} made-up organisations`, before, [...edges, ...ring(raters)]);
}

/** Real organisations, each with honest customers that it serves well, that praise one another whatever they do. */
export function mutualAdmiration(seed: number): readonly Moved[] {
  const { names, before } = societyOf(seed);
  const raters = Array.from({ length: attackEdges }, (_, i) => `club ${i}`);
  const edges = raters.map((subject, i): Word => ({ rater: names[1 + i] ?? '', subject, day: today, r: 1, s: 0 }));
  return moved('a club of 20 organisations', before, [...edges, ...ring(raters)]);
}

/** One organisation in ten turns, and blames one competitor, that the observer knows by 80 good services or not at all. */
export function targetedSlander(seed: number, known: boolean): readonly Moved[] {
  const { names, before } = societyOf(seed);
  const attack = names
    .slice(26, 36)
    .flatMap((rater) =>
      Array.from({ length: repeated }, (_, ago): Word => ({ rater, subject: victim, day: today - ago, r: 0, s: 1 })),
    );
  const success = {
    dimension: 'output_quality',
    outcome: 100,
    severity: 0,
    capabilityClass: '',
    hour: nowHour,
  } as const;
  const seen = observe(
    emptyLedger,
    Array.from({ length: 80 }, () => success),
  );
  const name = `10 of 100 slander one, ${known ? 'known by 80 services' : 'known by hearsay'}`;
  return moved(name, before, attack, known ? seen : emptyLedger).filter(({ about }) => about === 'victim');
}

/** One believed organisation writes as many receipts as it can, each day for ten days, or over all days that count. */
export function flood(kind: 'flooding' | 'time shifting', seed: number): readonly Moved[] {
  const { names, before } = societyOf(seed);
  const rater = names[40] ?? '';
  const hours =
    kind === 'flooding'
      ? Array.from({ length: repeated * 200 }, (_, n) => nowHour - 24 * Math.floor(n / 200))
      : Array.from({ length: 360 }, (_, n) => nowHour + 90 * 24 - n * 24);
  const { accepted, counted } = asStatements(hours);
  const name = `${kind}: ${hours.length} receipts, of which ${accepted} are accepted and ${counted.length} units count`;
  const attack = counted.map((day): Word => ({ rater, subject: victim, day, r: 0, s: 1 }));
  // The pooled mean takes every receipt for what it says.
  const all = hours.map((): Word => ({ rater, subject: victim, day: today, r: 0, s: 1 }));
  const ours = moved(name, before, attack).filter(({ rule }) => rule === 'Parley');
  const pooled = moved(name, before, all).filter(({ rule }) => rule !== 'Parley');
  return [...pooled, ...ours].filter(({ about }) => about === 'victim');
}

/** What a book of receipts makes of receipts of one rater about one subject, each with its hour: the days that count. */
function asStatements(hours: readonly number[]): { readonly accepted: number; readonly counted: readonly number[] } {
  const book = new ReceiptBook(defaultParameters);
  const [rater, subject] = ['rater', 'subject'].map((name) => createIdentity(SecretKey.own(sha256(utf8(name)))));
  if (rater === undefined || subject === undefined) throw new Error('two names make two identities');
  let head: ChainHead = emptyChain;
  let accepted = 0;
  for (const [n, hour] of hours.entries()) {
    const receipt = receiptOf({ rater, subject, hour, n }, head);
    head = { seq: receipt.body.seq, id: receipt.id };
    if (book.take(receipt, nowHour).kind === 'accept') accepted++;
  }
  const days = [...book.about(subject.did)].filter(({ s }) => s > 0);
  if (days.some(({ s }) => s > one)) throw new Error('a day counts more than one unit');
  return { accepted, counted: days.map(({ day }) => day) };
}

interface Made {
  readonly rater: AgentIdentity;
  readonly subject: AgentIdentity;
  readonly hour: number;
  readonly n: number;
}

/** A receipt as the book sees it once verified; nobody verifies here, so its subject's signature is blank. */
function receiptOf({ rater, subject, hour, n }: Made, head: ChainHead): VerifiedReceipt {
  const iid = sha256(utf8(`exchange ${n}`));
  const acceptance = { iid, rater: rater.did, subject: subject.did, capability: 'a2a.send', hour };
  const proof = { acceptance, subjectSignature: new Uint8Array(64), subjectKey: subject.signing.publicKey };
  return createReceipt(rater.signing, { ...proof, dimension: 'output_quality', outcome: 0, severity: 2 }, head);
}

/** Sizes of the made-up crowd. */
export const crowds: readonly number[] = [10, 100, 1000, 10_000];

/** Every campaign that the simulation plays. */
export function campaigns(seed: number, sizes = crowds): readonly Moved[] {
  return [
    ...sizes.flatMap((count) => sybils(count, seed)),
    ...mutualAdmiration(seed),
    ...targetedSlander(seed, true),
    ...targetedSlander(seed, false),
    ...flood('flooding', seed),
    ...flood('time shifting', seed),
  ];
}

/** Points that a campaign moved a score by. */
export function pointsOf({ from, to }: Moved): number {
  return Math.abs(to - from);
}
