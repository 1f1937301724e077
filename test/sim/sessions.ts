import {
  millis,
  parseCanonicalDid,
  SecretKey,
  signingKeyFromSeed,
  toHex,
  utf8,
  type Millis,
} from '../../src/base/base.ts';
import type { Moment, Prekeys, SessionState, SuiteIdentity } from '../../src/session/session.ts';
import { Chance } from './chance.ts';
import { Party, type SimKnock, type SimPacket, type Subject } from './session-party.ts';

const hourMs = 3600_000;
const start = millis(1_800_000_000_000);
/** Packets on their way; the oldest are lost beyond it. */
const maxUnderWay = 60;

interface Beginning {
  readonly identity: SuiteIdentity;
  readonly prekeys: Prekeys;
}

/** A knock on its way, and the initiator's state after the first message. */
interface BegunKnock {
  readonly knock: SimKnock;
  readonly state: SessionState;
}

/** Three agents to start every sequence with: making their prekeys costs more than a sequence. */
export function beginnings({ suite }: Subject): readonly Beginning[] {
  const chance = new Chance(1);
  return ['a', 'b', 'c'].map((name) => {
    const signing = signingKeyFromSeed(SecretKey.own(chance.bytes(32)));
    const did = parseCanonicalDid(`did:agentmesh:${name.repeat(24)}`);
    if (did === undefined) throw new Error('not a DID');
    const identity = { did, signing, agreement: signing.agreementKey() };
    return { identity, prekeys: suite.createPrekeys({ now: start, random: chance.bytes }) };
  });
}

/**
 * A world of two or three agents whose packets and disks fare badly. Whatever happens: what is delivered was
 * sent, to that agent, and comes once; nothing that was changed is taken; no message key is used for two
 * messages (after an unnoticed restore it may be, with another nonce); and one reset mends everything.
 */
export class SessionWorld {
  /** What went wrong; empty when all is well. */
  readonly faults: string[] = [];
  readonly #subject: Subject;
  readonly #chance: Chance;
  readonly #parties: readonly Party[];
  #now: Millis = start;
  #count = 0;
  #packets: SimPacket[] = [];
  readonly #knocks: SimKnock[] = [];
  /** Packets that wait for the commit of their seal, by party. */
  readonly #sealed: SimPacket[][];
  /** What was sealed under each key that was used. */
  readonly #used = new Map<string, { readonly whole: string; readonly first: string }>();
  readonly #rolledBack = new Set<number>();

  constructor(subject: Subject, from: readonly Beginning[], seed: number) {
    this.#subject = subject;
    this.#chance = new Chance(seed);
    const count = this.#chance.oneIn(3) ? 3 : 2;
    this.#parties = from.slice(0, count).map((beginning, index) => new Party(index, subject, beginning));
    this.#sealed = this.#parties.map(() => []);
  }

  async run(steps: number): Promise<void> {
    for (let i = 0; i < steps; i++) await this.#step();
    await this.#heal();
  }

  async #step(): Promise<void> {
    const from = this.#party();
    const to = this.#other(from);
    const die = this.#chance.below(100);
    if (die < 40) await this.#send(from, to);
    else if (die < 70) await this.#arrive(this.#chance.oneIn(4));
    else if (die < 75) await this.#corrupt();
    else if (die < 79) this.#packets.splice(this.#chance.below(this.#packets.length), 1);
    else if (die < 82) await this.#runOf(from, to);
    else if (die < 85) await from.prepare(to.index, this.#moment());
    else await this.#trouble(from, to, die);
  }

  async #trouble(from: Party, to: Party, die: number): Promise<void> {
    if (die < 88) this.#crash(from);
    else if (die < 90) from.snapshot();
    else if (die < 92) this.#restore(from);
    else if (die < 94) this.#pass(from);
    else if (die < 96) await this.#replayKnock();
    else if (die < 98) await this.#openBoth(from, to);
    else await this.#open(from, to, this.#chance.below(3));
  }

  #party(): Party {
    const party = this.#chance.pick(this.#parties);
    if (party === undefined) throw new Error('nobody is there');
    return party;
  }

  #other(than: Party): Party {
    return this.#chance.pick(this.#parties.filter((party) => party !== than)) ?? than;
  }

  #at(index: number): Party {
    const party = this.#parties[index];
    if (party === undefined) throw new Error(`no party ${index}`);
    return party;
  }

  #moment(): Moment {
    return { now: this.#now, random: this.#chance.bytes };
  }

  #text(from: number, to: number): string {
    return `${from}>${to} ${this.#count++}`;
  }

  async #send(from: Party, to: Party): Promise<void> {
    if (from.session(to.index) === undefined) await this.#open(from, to, 2);
    const packet = await from.seal(to.index, this.#text(from.index, to.index), this.#moment());
    if (packet === undefined) return;
    this.#sealed[from.index]?.push(packet);
    // Commits are written together: a crash may come before.
    if (!this.#chance.oneIn(4)) this.#commit(from);
  }

  /** Many at once, of which most are lost. */
  async #runOf(from: Party, to: Party): Promise<void> {
    const count = this.#chance.below(30);
    for (let i = 0; i < count; i++) {
      const packet = await from.seal(to.index, this.#text(from.index, to.index), this.#moment());
      if (packet !== undefined && this.#chance.oneIn(3)) this.#sealed[from.index]?.push(packet);
    }
    this.#commit(from);
  }

  /** What was sealed leaves once it is on disk. */
  #commit(party: Party): void {
    party.commit();
    for (const packet of this.#sealed[party.index]?.splice(0) ?? []) {
      this.#note(packet);
      this.#packets.push(packet);
    }
    this.#packets = this.#packets.slice(-maxUnderWay);
  }

  #note(packet: SimPacket): void {
    const { session, from, ciphertext } = packet;
    const key = `${session} ${from} ${toHex(this.#subject.keyName(packet))}`;
    const before = this.#used.get(key);
    const now = { whole: toHex(ciphertext), first: toHex(this.#subject.firstBlock(packet)) };
    this.#used.set(key, now);
    if (before === undefined || before.whole === now.whole) return;
    if (!this.#rolledBack.has(from)) this.faults.push(`a message key of party ${from} was used twice`);
    else if (before.first === now.first) this.faults.push(`a nonce of party ${from} was used twice`);
  }

  async #arrive(again: boolean): Promise<void> {
    const at = this.#chance.oneIn(3) ? this.#chance.below(this.#packets.length) : 0;
    const packet = this.#packets[at];
    if (packet === undefined) return;
    if (!again) this.#packets.splice(at, 1);
    await this.#deliver(packet);
  }

  /** Whether the packet was taken. */
  async #deliver(packet: SimPacket): Promise<boolean> {
    const to = this.#at(packet.to);
    const result = await to.open(packet, this.#moment());
    if ('changed' in result) this.faults.push('a refused packet changed a state');
    if (!('text' in result)) return false;
    if (result.text !== packet.text) this.faults.push(`${packet.text} came as ${result.text}`);
    if (!to.deliver(result.text)) this.faults.push(`${packet.text} was delivered twice`);
    if (!this.#chance.oneIn(4)) this.#commit(to);
    return true;
  }

  async #corrupt(): Promise<void> {
    const packet = this.#chance.pick(this.#packets);
    if (packet === undefined) return;
    const [header, ciphertext] = [packet.header.slice(), packet.ciphertext.slice()];
    const part = this.#chance.oneIn(2) ? header : ciphertext;
    const at = this.#chance.below(part.length);
    part[at] = (part[at] ?? 0) ^ (1 << this.#chance.below(8));
    const result = await this.#at(packet.to).open({ ...packet, header, ciphertext }, this.#moment());
    if ('text' in result) this.faults.push(`${packet.text} was taken although it was changed`);
    if ('changed' in result) this.faults.push('a forged packet changed a state');
  }

  #crash(party: Party): void {
    this.#sealed[party.index]?.splice(0);
    party.crash();
  }

  #restore(party: Party): void {
    this.#sealed[party.index]?.splice(0);
    const noticed = this.#chance.oneIn(2);
    if (!noticed) this.#rolledBack.add(party.index);
    party.restore(noticed);
  }

  /** Hours or days go by, and prekeys are renewed. */
  #pass(party: Party): void {
    this.#now = millis(this.#now + this.#chance.below(this.#chance.oneIn(4) ? 30 * 24 : 12) * hourMs);
    party.refill(this.#moment());
    this.#commit(party);
  }

  /** Opens a session as far as step `until`: 0 the knock is lost, 1 its answer is, 2 it is complete. */
  async #open(from: Party, to: Party, until: number): Promise<void> {
    const begun = await this.#knock(from, to);
    if (begun === undefined || until === 0) return;
    const reply = await this.#answer(begun.knock);
    if (typeof reply === 'string' || until === 1) return;
    await this.#conclude(from, begun, reply);
  }

  /** Both knock before either answer arrives. */
  async #openBoth(one: Party, other: Party): Promise<void> {
    const [there, back] = [await this.#knock(one, other), await this.#knock(other, one)];
    if (there === undefined || back === undefined) return;
    const [toOne, toOther] = [await this.#answer(there.knock), await this.#answer(back.knock)];
    if (typeof toOne !== 'string') await this.#conclude(one, there, toOne);
    if (typeof toOther !== 'string') await this.#conclude(other, back, toOther);
  }

  async #knock(from: Party, to: Party): Promise<BegunKnock | undefined> {
    const { suite } = this.#subject;
    const { identity: self, prekeys } = from;
    const moment = this.#moment();
    const options = { self, prekeys, peer: to.peer, associatedData: bound(from, to), bundle: to.bundle(moment) };
    const begun = await suite.initiate({ ...options, ...moment });
    if (begun.kind !== 'accept') {
      this.faults.push(`a genuine bundle was refused: ${begun.reason}`);
      return undefined;
    }
    const text = this.#text(from.index, to.index);
    const hello = await suite.seal(begun.value.state, utf8(text), moment);
    const id = `session ${this.#count++}`;
    const { establishment } = begun.value;
    const knock: SimKnock = { id, from: from.index, to: to.index, establishment, hello };
    this.#knocks.push(knock);
    return { knock, state: hello.state };
  }

  async #answer(knock: SimKnock): Promise<SimPacket | string> {
    const [from, to] = [this.#at(knock.from), this.#at(knock.to)];
    const about = { associatedData: bound(from, to), reply: this.#text(to.index, from.index), moment: this.#moment() };
    const reply = await to.answer(knock, from, about);
    if (typeof reply === 'string') return reply;
    this.#note(reply);
    this.#commit(to);
    return reply;
  }

  async #conclude(from: Party, begun: BegunKnock, reply: SimPacket) {
    const opened = await this.#subject.suite.open(begun.state, reply, this.#moment());
    if (opened.kind !== 'accept') {
      this.faults.push(`the answer to a knock was refused: ${opened.reason}`);
      return;
    }
    from.adopt(begun.knock.to, { id: begun.knock.id, state: opened.value.state });
    this.#commit(from);
  }

  /** A copy of a knock that was answered, unless the answer was undone with the disk. */
  async #replayKnock(): Promise<void> {
    const knock = this.#chance.pick(this.#knocks);
    if (knock === undefined) return;
    const known = this.#at(knock.to).hasAnswered(knock.id);
    const reply = await this.#answer(knock);
    if (known && typeof reply !== 'string') this.faults.push('a knock was answered twice');
  }

  /** When all trouble is over, one reset is enough for messages to pass in both directions. */
  async #heal(): Promise<void> {
    for (const party of this.#parties) this.#crash(party);
    for (const from of this.#parties) {
      for (const to of this.#parties) {
        if (from === to || (await this.#passes(from, to))) continue;
        from.forget(to.index);
        await this.#open(from, to, 2);
        if (!(await this.#passes(from, to))) this.faults.push(`${from.index}>${to.index} did not heal`);
      }
    }
  }

  async #passes(from: Party, to: Party): Promise<boolean> {
    const packet = await from.seal(to.index, this.#text(from.index, to.index), this.#moment());
    if (packet === undefined) return false;
    this.#note(packet);
    this.#commit(from);
    return this.#deliver(packet);
  }
}

function bound(from: Party, to: Party): Uint8Array {
  return utf8(`${from.identity.did}|${to.identity.did}`);
}
