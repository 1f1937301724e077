import type { Did } from '../../base/base.ts';
import type { Header } from '../../wire/wire.ts';
import { headerValue } from '../headers.ts';
import { collectBody } from '../http-body.ts';
import type { ExchangeOutcome, RawResponse } from '../outcome.ts';
import { maxCardBytes } from './ingress-card.ts';
import { isJsonObject, listAt, readStrictJson, textAt, type JsonObject } from '../strict-json.ts';

/** Between two nodes: the signature of the agent's node over its card, apart from the card. */
export const cardSealHeader = 'Parley-Card-Signature';

/** A card as the agent's node sent it. */
export interface KeptCard {
  readonly bytes: Uint8Array;
  /** Where the card stands on the agent's server: `Content-Location`. */
  readonly location: string;
  /** The signature of the agent's node over it. */
  readonly seal: string;
  /** Seconds since it came. */
  readonly ageSeconds: number;
}

/** Cards of agents, for when these are not reached. */
export interface CardShelf {
  /** Offers a card that came from an agent's node. */
  keep(owner: Did, card: Omit<KeptCard, 'ageSeconds'>): void;
  /** The card that is held of an agent and still counts. */
  held(owner: Did): Promise<KeptCard | undefined>;
}

/** The card as an object; undefined when it is none. */
export function readCard(bytes: Uint8Array): JsonObject | undefined {
  const card = readStrictJson(bytes);
  return card.kind === 'accept' && isJsonObject(card.value) ? card.value : undefined;
}

type Answered = Extract<ExchangeOutcome, { kind: 'response' }>;

/** The same answer, with its card offered to the shelf on the way, where its node signed it. A card that is too long is none. */
export async function keepingCard(outcome: Answered, owner: Did, shelf: CardShelf): Promise<Answered> {
  const { response } = outcome;
  const seal = headerValue(response.headers, cardSealHeader.toLowerCase());
  if (seal === undefined || response.status !== 200) return outcome;
  const bytes = await collectBody(response.body, maxCardBytes);
  if (bytes === undefined) return outcome;
  shelf.keep(owner, { bytes, seal, location: headerValue(response.headers, 'content-location') ?? '' });
  return { kind: 'response', response: { ...response, body: onePiece(bytes) } };
}

/** The answer that a held card is, with its age (RFC 9111, section 5.1). */
export function answerOf({ bytes, location, ageSeconds }: KeptCard): RawResponse {
  const headers: readonly Header[] = [
    ['Content-Type', 'application/json'],
    ['Content-Location', location],
    ['Age', String(ageSeconds)],
  ];
  return { status: 200, headers, body: onePiece(bytes) };
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

/** What people are shown of a card. */
export interface CardSummary {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Ids of its skills. */
  readonly skills: readonly string[];
}

/** Bounds on what is shown, characters and entries: a card may be long. */
const shown = { text: 256, skills: 64 } as const;

/** What people are shown of a card. */
export function summaryOf(card: JsonObject): CardSummary {
  const text = (object: JsonObject, key: string): string => (textAt(object, key) ?? '').slice(0, shown.text);
  const skills = listAt(card, 'skills').filter(isJsonObject).slice(0, shown.skills);
  return {
    name: text(card, 'name'),
    version: text(card, 'version'),
    description: text(card, 'description'),
    skills: skills.map((skill) => text(skill, 'id')),
  };
}
