import type { Span } from './span.ts';
import { type Alphabet, alphabetTables, type TokenFormat, tokenFormats } from './token-format.ts';

/** A credential in a text. */
interface Credential {
  /** The finding, without `secret.` in front. */
  readonly name: string;
  /** Where what must not be shown begins and ends, UTF-16 units; beyond the text when its end is not there. */
  readonly start: number;
  readonly end: number;
}

/** Looks at one place where a credential may begin. */
type Probe = (reader: RunReader, at: number) => Credential | undefined;

/** Where runs of an alphabet end. Remembers the last run of each, so that many starts inside one run cost nothing more. */
class RunReader {
  readonly text: string;
  readonly #runs = new Map<Alphabet, { start: number; end: number }>();

  constructor(text: string) {
    this.text = text;
  }

  /** The end of the run of `alphabet` that begins at `from`; `from` itself when there is none. */
  endOf(alphabet: Alphabet, from: number): number {
    const known = this.#runs.get(alphabet);
    if (known !== undefined && from >= known.start && from <= known.end) return known.end;
    const table = alphabetTables[alphabet];
    const { text } = this;
    let end = from;
    // A code beyond ASCII, and the end of the text, find no entry.
    while (table[text.charCodeAt(end)] === 1) end++;
    this.#runs.set(alphabet, { start: from, end });
    return end;
  }
}

function probeOf({ name, alphabet, min }: TokenFormat, prefix: string): Probe {
  return (reader, at) => {
    if (!reader.text.startsWith(prefix, at)) return undefined;
    const from = at + prefix.length;
    const end = reader.endOf(alphabet, from);
    return end - from >= min ? { name, start: at, end } : undefined;
  };
}

/** Longest label of a PEM block: `ENCRYPTED PRIVATE KEY`, `PGP PRIVATE KEY BLOCK` and their like. */
const maxPemLabel = 48;
/** Longest PEM block that is looked for to its end, characters: an RSA key of 16 384 bits, its line ends escaped. */
const maxPemBlock = 16_384;

const privateKey: Probe = ({ text }, at) => {
  if (!text.startsWith('-----BEGIN ', at)) return undefined;
  if (!text.slice(at, at + maxPemLabel).includes('PRIVATE KEY')) return undefined;
  const last = /-----END [A-Z0-9 ]{1,48}-----/.exec(text.slice(at, at + maxPemBlock));
  // Without its end nobody knows how much of what follows is the key.
  const end = last === null ? text.length + 1 : at + last.index + last[0].length;
  return { name: 'private-key', start: at, end };
};

/** Shortest part of a JSON Web Token that says anything. */
const minTokenPart = 8;

const jsonWebToken: Probe = (reader, at) => {
  const { text } = reader;
  if (!text.startsWith('eyJ', at)) return undefined;
  const head = reader.endOf('base64url', at);
  // Before the other runs are looked at: these are read once for each head that ends in a point.
  if (head - at < minTokenPart || !text.startsWith('.eyJ', head)) return undefined;
  const body = runEnd(text, head + 1);
  if (body - head < minTokenPart || text[body] !== '.') return undefined;
  const end = runEnd(text, body + 1);
  return end - body > minTokenPart ? { name: 'json-web-token', start: at, end } : undefined;
};

/** Longest body or signature of a token that is looked at. */
const maxTokenPart = 2048;

function runEnd(text: string, from: number): number {
  const table = alphabetTables.base64url;
  const last = Math.min(text.length, from + maxTokenPart);
  let end = from;
  while (end < last && table[text.charCodeAt(end)] === 1) end++;
  return end;
}

/** Longest user name and password in a URL that is looked at. */
const maxUserInfo = 128;
const urlPassword: Probe = ({ text }, at) => {
  if (!text.startsWith('://', at)) return undefined;
  const userInfo = /^:\/\/[^\s:/?#@"'<>]{1,64}:([^\s:/?#@"'<>]{3,64})@[\w[]/.exec(text.slice(at, at + maxUserInfo));
  if (userInfo?.[1] === undefined || isPlaceholder(userInfo[1])) return undefined;
  return { name: 'url-password', start: at + '://'.length, end: at + userInfo[0].lastIndexOf('@') };
};

/** What documentation writes where a password would stand. */
function isPlaceholder(text: string): boolean {
  return /^(?:pass(?:word|wd)?|pwd|secret|token|xxx+|\*+|\.{3}|[$%{[].*)$/i.test(text);
}

const awsSecret: Probe = ({ text }, at) => {
  const found = /^secret_?access_?key["']?\s{0,4}[:=]{1,2}>?\s{0,4}["']?([A-Za-z0-9/+=]{40})(?![A-Za-z0-9/+=])/i.exec(
    text.slice(at, at + 96),
  );
  if (found?.[1] === undefined) return undefined;
  const end = at + found[0].length;
  return { name: 'aws-secret-key', start: end - found[1].length, end };
};

const special: readonly (readonly [string, Probe])[] = [
  ['-----BEGIN', privateKey],
  ['eyJ', jsonWebToken],
  ['://', urlPassword],
  ...['secret_', 'SECRET_', 'secreta', 'SecretA', 'secretA'].map((start) => [start, awsSecret] as const),
];

/** By their first three characters, which is what the walk over the text looks at. */
const probes = new Map<number, Probe[]>();
const hasProbe = new Uint8Array(1 << 16);

function keyOf(a: number, b: number, c: number): number {
  return ((a << 14) | (b << 7) | c) >>> 0;
}

function hashOf(key: number): number {
  return (key ^ (key >>> 5)) & 0xffff;
}

function register(prefix: string, probe: Probe): void {
  const key = keyOf(prefix.charCodeAt(0), prefix.charCodeAt(1), prefix.charCodeAt(2));
  probes.set(key, [...(probes.get(key) ?? []), probe]);
  hasProbe[hashOf(key)] = 1;
}

for (const format of tokenFormats) for (const prefix of format.prefixes) register(prefix, probeOf(format, prefix));
for (const [prefix, probe] of special) register(prefix, probe);

/** Every name that `findSecrets` may add. */
export const secretNames: readonly string[] = [
  ...new Set([
    ...tokenFormats.map(({ name }) => name),
    'private-key',
    'json-web-token',
    'url-password',
    'aws-secret-key',
  ]),
].map((name) => `secret.${name}`);

/** Places where a credential may begin that are looked at; no text but a hostile one has so many. */
const maxProbes = 3000;

/** Adds `secret.<kind>` for every kind of credential in the text. One walk over the text, whatever it holds. */
export function findSecrets(text: string, found: Set<string>): void {
  const whole = walk(text, ({ name }) => found.add(`secret.${name}`));
  // What was not looked at counts as unknown, never as clean.
  if (!whole) found.add('content.partly');
}

/** Where the credentials of a text stand, with what is glued to them; undefined when not all of it was looked at. */
export function secretSpans(text: string): readonly Span[] | undefined {
  const spans: Span[] = [];
  const whole = walk(text, ({ name, start, end }) => {
    spans.push({ name: `secret.${name}`, start: gluedStart(text, start), end });
  });
  return whole ? spans : undefined;
}

/** Some formats are known by what stands in their middle: what is glued to the front is part of it. */
function gluedStart(text: string, start: number): number {
  const table = alphabetTables.base64url;
  const first = Math.max(0, start - maxTokenPart);
  let at = start;
  while (at > first && table[text.charCodeAt(at - 1)] === 1) at--;
  return at;
}

/** Tells of every credential; false when there were too many places to look at. */
function walk(text: string, tell: (found: Credential) => void): boolean {
  const reader = new RunReader(text);
  let a = text.charCodeAt(0);
  let b = text.charCodeAt(1);
  let left = maxProbes;
  for (let at = 2; at < text.length; at++) {
    const c = text.charCodeAt(at);
    // Codes beyond ASCII overlap others here: the probe compares the text itself.
    const key = keyOf(a & 127, b & 127, c & 127);
    if (hasProbe[hashOf(key)] === 1 && probes.has(key)) {
      if (--left < 0) return false;
      probeAt(reader, { at: at - 2, key }, tell);
    }
    a = b;
    b = c;
  }
  return true;
}

function probeAt(
  reader: RunReader,
  { at, key }: { readonly at: number; readonly key: number },
  tell: (found: Credential) => void,
): void {
  for (const probe of probes.get(key) ?? []) {
    const found = probe(reader, at);
    if (found !== undefined) tell(found);
  }
}
