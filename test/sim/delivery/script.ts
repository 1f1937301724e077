import { lies as mailLies, type Lie as MailLie } from '../../support/lying-mailbox.ts';
import { Chance } from '../chance.ts';
import { priorities, type Priority } from '../../../src/wire/wire.ts';

/** What can happen to nodes that talk. Nodes are named by their index. */
export type Happening =
  | {
      readonly kind: 'send';
      readonly from: number;
      readonly to: number;
      readonly count: number;
      /** How long it may wait; the longest time there is when undefined. */
      readonly ttlMs: number | undefined;
      /** Whether it is about what the receiving node's policy forbids at all times. */
      readonly secret: boolean;
      /** Its size; a few bytes when absent. */
      readonly bytes?: number;
      readonly priority?: Priority;
    }
  | { readonly kind: 'call'; readonly from: number; readonly to: number }
  /** Power loss: now, or just before or after the next group of commits is on disk. */
  | { readonly kind: 'crash'; readonly node: number; readonly moment: Moment; readonly downMs: number }
  | { readonly kind: 'pause'; readonly node: number; readonly forMs: number }
  /** The clock jumps, and is put right later. */
  | { readonly kind: 'jump'; readonly node: number; readonly byMs: number; readonly forMs: number }
  | { readonly kind: 'reset'; readonly a: number; readonly b: number }
  | { readonly kind: 'half-open'; readonly a: number; readonly b: number }
  | { readonly kind: 'cut'; readonly a: number; readonly b: number; readonly forMs: number; readonly oneWay: boolean }
  /** The node takes no messages. */
  | { readonly kind: 'forbid'; readonly node: number; readonly forMs: number }
  /** The disk takes nothing; the node is started anew once there is room. */
  | { readonly kind: 'disk-full'; readonly node: number; readonly forMs: number }
  /** The disk does not keep up. */
  | { readonly kind: 'disk-slow'; readonly node: number; readonly forMs: number }
  /** A packet that came before comes again, over the connection that it came by. */
  | { readonly kind: 'replay'; readonly to: number; readonly nth: number };

export type Moment = 'now' | 'before' | 'after';

/** A happening, and when: milliseconds from the beginning. */
export type Timed = Happening & { readonly at: number };

/** How a peer lies: its acknowledgements never come, or say something else. */
export type Lie = 'silent' | 'wrong';

/** Everything that a course is made of. The same script takes the same course. */
export interface Script {
  readonly seed: number;
  /** Nodes that talk with one another. */
  readonly nodes: number;
  /** Longest delay of a frame, milliseconds. */
  readonly maxDelayMs: number;
  /** Messages an inbox holds. */
  readonly maxInbox: number;
  /** Messages that a session lasts for; undefined for no bound. */
  readonly maxMessages: number | undefined;
  /** How often an agent looks into its inbox, milliseconds. */
  readonly agentMs: number;
  /** How far each clock is off from the beginning, milliseconds. */
  readonly skewMs: readonly number[];
  /** Whether commits that wait together go to disk in several groups. */
  readonly splits: boolean;
  /** The last node that talks lies. */
  readonly lie: Lie | undefined;
  /** Nodes that offer mailboxes, behind those that talk, which all use all of them. They are numbered on. */
  readonly mailboxes: number;
  /** What the first mailbox does wrong about what it keeps. */
  readonly mailLie: MailLie | undefined;
  /** How often mailboxes are read, seconds. */
  readonly fetchSeconds: number;
  /** How long things go on happening, milliseconds. */
  readonly lastsMs: number;
  readonly happenings: readonly Timed[];
}

/** From which size a message travels in parts, and how large these are: a short one makes many. */
export const cutting = { fromBytes: 250, partBytes: 100 };
/** How long things go on happening, milliseconds; longer where letters are left, which takes a peer that stays away. */
const stormMs = 60_000;
const longStormMs = 240_000;
/** Longest time for which something is broken, milliseconds: longer than it takes to notice. */
const longestMs = 45_000;
const hourMs = 3600_000;

const kinds = [
  'crash',
  'pause',
  'jump',
  'reset',
  'half-open',
  'cut',
  'forbid',
  'disk-full',
  'disk-slow',
  'replay',
] as const;
type Fault = (typeof kinds)[number];

/** The script of a seed: which faults are on, how the nodes are, and what happens. */
export function scriptOf(seed: number): Script {
  const chance = new Chance(seed);
  const nodes = chance.oneIn(3) ? 3 : 2;
  const faults = kinds.filter(() => chance.oneIn(3));
  const lie = chance.oneIn(8) ? (chance.oneIn(2) ? 'silent' : 'wrong') : undefined;
  const count = 8 + chance.below(28);
  const happenings = Array.from({ length: count }, () => timed(chance, { nodes, faults, lies: lie !== undefined }));
  const script = withLarge(
    withMailboxes({
      seed,
      nodes,
      maxDelayMs: chance.oneIn(3) ? 300 : 20,
      maxInbox: chance.oneIn(4) ? 4 : 1000,
      maxMessages: chance.oneIn(4) ? 7 : undefined,
      agentMs: 100 + chance.below(1500),
      skewMs: Array.from({ length: nodes }, () => (faults.includes('jump') ? chance.below(20_000) - 10_000 : 0)),
      splits: chance.oneIn(2),
      lie,
      mailboxes: 0,
      mailLie: undefined,
      fetchSeconds: 60,
      lastsMs: stormMs,
      happenings,
    }),
  );
  return withPriorities(script);
}

/** In a third of the courses some messages matter more or less than others. */
function withPriorities(script: Script): Script {
  const chance = new Chance(script.seed ^ 0x7072_696f);
  if (!chance.oneIn(3)) return script;
  const happenings = script.happenings.map((one): Timed => {
    const priority = chance.pick(priorities);
    return one.kind === 'send' && priority !== undefined ? { ...one, priority } : one;
  });
  return { ...script, happenings };
}

/** One seed in three has mailboxes, and more time, in which nodes stay away. Drawn apart: what else a seed chooses stays. */
function withMailboxes(script: Script): Script {
  const chance = new Chance(script.seed ^ 0x6d61_696c);
  if (!chance.oneIn(3)) return script;
  const mailboxes = 1 + chance.below(2);
  const slower = longStormMs / stormMs;
  const happenings = script.happenings.map((one) => ({ ...one, at: one.at * slower }));
  for (let i = 2 + chance.below(3); i > 0; i--) happenings.push(...absence(chance, { ...script, mailboxes }));
  return {
    ...script,
    mailboxes,
    mailLie: chance.oneIn(2) ? chance.pick(mailLies) : undefined,
    fetchSeconds: 5 + chance.below(55),
    lastsMs: longStormMs,
    happenings: sorted(happenings),
  };
}

/** A node is away, or out of reach of another one, long enough for letters; it is written to meanwhile. */
function absence(
  chance: Chance,
  { nodes, mailboxes, lie }: Pick<Script, 'nodes' | 'mailboxes' | 'lie'>,
): readonly Timed[] {
  const [from, to] = two(chance, nodes);
  const at = chance.below(longStormMs / 2);
  const forMs = 15_000 + chance.below(100_000);
  const send = { kind: 'send', count: 1 + chance.below(6), ttlMs: lie && 600_000, secret: chance.oneIn(10) } as const;
  const gone: Timed = chance.oneIn(2)
    ? { at, kind: 'crash', node: to, moment: chance.pick(moments) ?? 'now', downMs: forMs }
    : { at, kind: 'cut', a: from, b: to, forMs, oneWay: false };
  const postman = nodes + chance.below(mailboxes);
  return [
    gone,
    { at: at + 1_000 + chance.below(5_000), from, to, ...send },
    { at: at + chance.below(60_000), from: to, to: from, ...send },
    ...(chance.oneIn(2) ? [] : [{ at: at + chance.below(60_000), ...crash(postman, chance.below(20_000), chance) }]),
    ...(chance.oneIn(3) ? [{ at: at + chance.below(30_000), ...crash(from, chance.below(40_000), chance) }] : []),
  ];
}

/** One seed in three has messages that travel in parts, and accidents in the middle of them. Drawn apart as well. */
function withLarge(script: Script): Script {
  const chance = new Chance(script.seed ^ 0x6c61_7267);
  if (!chance.oneIn(3)) return { ...script, happenings: sorted(script.happenings) };
  const happenings = [...script.happenings];
  for (let i = 1 + chance.below(4); i > 0; i--) {
    const [from, to] = two(chance, script.nodes);
    const at = chance.below(script.lastsMs);
    // Parts of one that never comes are kept until it can come no more: not for three days.
    const ttlMs = 120_000 + chance.below(480_000);
    const bytes = cutting.fromBytes + chance.below(6_000);
    happenings.push({ at, kind: 'send', from, to, count: 1 + chance.below(2), ttlMs, secret: chance.oneIn(8), bytes });
    const soon = at + chance.below(400);
    if (chance.oneIn(3)) happenings.push({ at: soon, kind: 'reset', a: from, b: to });
    if (chance.oneIn(3))
      happenings.push({ at: soon, ...crash(chance.oneIn(2) ? from : to, chance.below(5_000), chance) });
  }
  return { ...script, happenings: sorted(happenings) };
}

function crash(node: number, downMs: number, chance: Chance): Happening {
  return { kind: 'crash', node, moment: chance.pick(moments) ?? 'now', downMs };
}

function sorted(happenings: readonly Timed[]): readonly Timed[] {
  return happenings.toSorted((a, b) => a.at - b.at);
}

interface Setting {
  readonly nodes: number;
  readonly faults: readonly Fault[];
  readonly lies: boolean;
}

function timed(chance: Chance, setting: Setting): Timed {
  const fault = chance.oneIn(2) ? chance.pick(setting.faults) : undefined;
  return {
    at: chance.below(stormMs),
    ...(fault === undefined ? talk(chance, setting) : trouble(chance, setting, fault)),
  };
}

function talk(chance: Chance, { nodes, lies }: Setting): Happening {
  const [from, to] = two(chance, nodes);
  // What is sent to a liar must not wait for three days, as the parts of an answer may.
  if (chance.oneIn(5) && !lies) return { kind: 'call', from, to };
  const ttlMs = lies ? 600_000 : chance.oneIn(5) ? 5_000 + chance.below(120_000) : undefined;
  return { kind: 'send', from, to, count: 1 + chance.below(chance.oneIn(6) ? 40 : 8), ttlMs, secret: chance.oneIn(10) };
}

function trouble(chance: Chance, { nodes }: Setting, kind: Fault): Happening {
  const [a, b] = two(chance, nodes);
  const node = a;
  const forMs = chance.below(chance.oneIn(3) ? longestMs : 3_000);
  if (kind === 'crash') return { kind, node, moment: chance.pick(moments) ?? 'now', downMs: forMs };
  if (kind === 'jump') return { kind, node, byMs: chance.oneIn(2) ? hourMs : -hourMs, forMs };
  if (kind === 'cut') return { kind, a, b, forMs, oneWay: chance.oneIn(2) };
  if (kind === 'replay') return { kind, to: node, nth: chance.below(1000) };
  return kind === 'reset' || kind === 'half-open' ? { kind, a, b } : { kind, node, forMs };
}

const moments = ['now', 'before', 'after'] as const;

function two(chance: Chance, nodes: number): readonly [number, number] {
  const a = chance.below(nodes);
  return [a, (a + 1 + chance.below(nodes - 1)) % nodes];
}

/** A script as a person reads it: the setting, then a line for each happening. */
export function tell(script: Script): readonly string[] {
  const { happenings, ...setting } = script;
  const lines = happenings.map(
    ({ at, kind, ...rest }) => `${String(at).padStart(6)} ms  ${kind} ${JSON.stringify(rest)}`,
  );
  return [JSON.stringify(setting), ...lines];
}
