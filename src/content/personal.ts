import type { Span } from './span.ts';

/** A number of persons or accounts that proves itself by a check digit. Quantifiers are bounded, so a search is linear. */
interface NumberFormat {
  readonly name: string;
  readonly pattern: RegExp;
  readonly isValid: (match: string) => boolean;
  /**
   * Traits of which every match has one, as bits; looked for once for all formats, because a search costs most where
   * there is nothing to be found.
   */
  readonly has?: number;
}

/** Neighbours in a text: which of them stand there tells which formats need not be looked for. */
const traits = { letterDigit: 1, digitLetter: 2, digitSign: 4, digitPoint: 8 } as const;

const [digitClass, letterClass, signClass, pointClass] = [1, 2, 3, 4] as const;
/** By code: 0 for what is in none. */
const classes = new Uint8Array(128);
for (const digit of '0123456789') classes[digit.charCodeAt(0)] = digitClass;
for (let code = 0x41; code <= 0x5a; code++) {
  classes[code] = letterClass;
  classes[code | 0x20] = letterClass;
}
for (const sign of '+-') classes[sign.charCodeAt(0)] = signClass;
classes['.'.charCodeAt(0)] = pointClass;

/** By the class before and the class behind, which are three bits each. */
const traitOf = new Uint8Array(64);
traitOf[letterClass * 8 + digitClass] = traits.letterDigit;
traitOf[digitClass * 8 + letterClass] = traits.digitLetter;
traitOf[digitClass * 8 + signClass] = traits.digitSign;
traitOf[digitClass * 8 + pointClass] = traits.digitPoint;

/** The traits that a text has, as bits. */
function traitsOf(text: string): number {
  let found = 0;
  let before = 0;
  for (let at = 0; at < text.length; at++) {
    const now = classes[text.charCodeAt(at)] ?? 0;
    found |= traitOf[before * 8 + now] ?? 0;
    before = now;
  }
  return found;
}

/** Lengths of IBANs by country (SWIFT IBAN registry). */
const ibanLengths: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'NO15 BE16 DK18 FI18 FO18 GL18 NL18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20 XK20 CH21 HR21 LI21 LV21 BG22 BH22 ' +
    'CR22 DE22 GB22 GE22 IE22 ME22 RS22 AE23 GI23 IL23 TL23 AD24 CZ24 ES24 MD24 PK24 RO24 SA24 SE24 SK24 TN24 VG24 ' +
    'PT25 FR27 GR27 IT27 MC27 MR27 SM27 AL28 AZ28 CY28 DO28 GT28 HU28 LB28 PL28 BR29 PS29 QA29 UA29 JO30 KW30 MU30 MT31 ' +
    'FK18 SD18 MN20 VA22 IQ23 OM23 SO23 LY25 ST25 IS26 TR26 BI27 DJ27 BY28 HN28 NI28 SV28 EG29 YE30 SC31 LC32 RU33'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))] as const),
);

function ibanLength(match: string): number | undefined {
  return ibanLengths[match.slice(0, 2).toUpperCase()];
}

function isIban(match: string): boolean {
  const text = match.replaceAll(' ', '').toUpperCase();
  const length = ibanLength(text);
  if (length === undefined || text.length < length) return false;
  const iban = text.slice(0, length);
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

/** The digits of a candidate, without what separates them. */
function digitsOf(text: string): readonly number[] {
  const digits: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit >= 0 && digit <= 9) digits.push(digit);
  }
  return digits;
}

function isLuhn(digits: readonly number[]): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits[digits.length - 1 - i] ?? 0;
    const weighted = i % 2 === 0 ? digit : digit * 2;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}

/** Prefix of a payment card (ISO/IEC 7812 major industries 3 to 6 and 2, as issued), with its length. */
const cardPattern =
  /^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|5\d\d)\d{12}|35\d{14}|62\d{14,17})$/;

function isCard(match: string): boolean {
  const digits = digitsOf(match);
  // The cheap test first: it tells nine of ten near misses.
  return isLuhn(digits) && cardPattern.test(digits.join('')) && new Set(digits).size > 1;
}

function weighted(digits: readonly number[], weights: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + weight * (digits[i] ?? 0), 0);
}

function isDate(month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

function isPesel(match: string): boolean {
  const digits = digitsOf(match);
  const month = Number(match.slice(2, 4)) % 20;
  const sum = weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]);
  return isDate(month, Number(match.slice(4, 6))) && (10 - (sum % 10)) % 10 === digits[10];
}

function isCpf(match: string): boolean {
  const digits = digitsOf(match);
  const check = (count: number): number => {
    const rest =
      weighted(
        digits,
        Array.from({ length: count }, (_, i) => count + 1 - i),
      ) % 11;
    return rest < 2 ? 0 : 11 - rest;
  };
  return new Set(digits).size > 1 && check(9) === digits[9] && check(10) === digits[10];
}

function isNir(match: string): boolean {
  const text = match.replaceAll(' ', '').toUpperCase();
  // Corsica: 2A counts as 19, 2B as 18.
  const body = text.slice(0, 13).replace('2A', '19').replace('2B', '18');
  return 97n - (BigInt(body) % 97n) === BigInt(text.slice(13));
}

function isDni(match: string): boolean {
  const text = match.replace('-', '').toUpperCase();
  const number = text.slice(0, -1).replace('X', '0').replace('Y', '1').replace('Z', '2');
  return number.length === 8 && 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(number) % 23] === text.at(-1);
}

function isHetu(match: string): boolean {
  const number = Number(match.slice(0, 6) + match.slice(7, 10));
  const letter = '0123456789ABCDEFHJKLMNPRSTUVWXY'[number % 31];
  return isDate(Number(match.slice(2, 4)), Number(match.slice(0, 2))) && letter === match.at(-1)?.toUpperCase();
}

function isPersonnummer(match: string): boolean {
  const digits = digitsOf(match).slice(-10);
  const text = digits.join('');
  return isDate(Number(text.slice(2, 4)), Number(text.slice(4, 6)) % 60) && isLuhn(digits);
}

const oddValues = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

function isCodiceFiscale(match: string): boolean {
  const text = match.toUpperCase();
  const sum = Array.from(text.slice(0, 15)).reduce((total, character, i) => {
    const value = /\d/.test(character) ? Number(character) : character.charCodeAt(0) - 65;
    return total + (i % 2 === 0 ? (oddValues[value] ?? 0) : value);
  }, 0);
  return String.fromCharCode(65 + (sum % 26)) === text.at(-1);
}

const formats: readonly NumberFormat[] = [
  {
    name: 'iban',
    pattern: /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]){11,30}/g,
    isValid: isIban,
    has: traits.letterDigit,
  },
  {
    name: 'card',
    pattern: /(?<![\dA-Za-z.])(?:\d{4}([ -]?)\d{4}\1\d{4}\1\d{1,7}|\d{4}([ -]?)\d{6}\2\d{4,5})(?![\dA-Za-z])/g,
    isValid: isCard,
  },
  {
    name: 'id-es',
    pattern: /(?<![A-Za-z0-9])(?:[XYZxyz]-?\d{7}|\d{8})-?[A-Za-z](?![A-Za-z0-9])/g,
    isValid: isDni,
    has: traits.digitLetter | traits.digitSign,
  },
  {
    name: 'id-fr',
    pattern: /(?<![A-Za-z0-9])[12] ?\d{2} ?\d{2} ?\d[\dABab] ?\d{3} ?\d{3} ?\d{2}(?![A-Za-z0-9])/g,
    isValid: isNir,
  },
  {
    name: 'id-it',
    pattern: /(?<![A-Za-z0-9])[A-Za-z]{6}\d{2}[A-Ea-eHLMPRSThlmprst]\d{2}[A-Za-z]\d{3}[A-Za-z](?![A-Za-z0-9])/g,
    isValid: isCodiceFiscale,
    has: traits.letterDigit,
  },
  { name: 'id-pl', pattern: /(?<![\dA-Za-z.-])\d{11}(?![\dA-Za-z])/g, isValid: isPesel },
  {
    name: 'id-br',
    pattern: /(?<![\dA-Za-z.])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\dA-Za-z])/g,
    isValid: isCpf,
    has: traits.digitPoint,
  },
  {
    name: 'id-fi',
    pattern: /(?<![A-Za-z0-9])\d{6}[-+Aa]\d{3}[0-9A-Ya-y](?![A-Za-z0-9])/g,
    isValid: isHetu,
    has: traits.digitLetter | traits.digitSign,
  },
  {
    name: 'id-se',
    pattern: /(?<![\dA-Za-z.-])(?:\d{2})?\d{6}[-+]\d{4}(?![\dA-Za-z-])/g,
    isValid: isPersonnummer,
    has: traits.digitSign,
  },
];

/** Every name that `findPersonalData` may add. */
export const personalNames: readonly string[] = formats.map(({ name }) => `personal.${name}`);

/** Matches of one format that are checked: a text of ten thousand candidates proves none of them sooner. */
const maxCandidates = 400;

/** Adds `personal.<kind>` for every kind of number with a right check digit. */
export function findPersonalData(text: string, found: Set<string>): void {
  if (!/\d{2}/.test(text)) return;
  const there = traitsOf(text);
  for (const { name, pattern, isValid, has } of formats) {
    if (has !== undefined && (there & has) === 0) continue;
    let left = maxCandidates;
    for (const [match] of text.matchAll(pattern)) {
      if (isValid(match)) {
        found.add(`personal.${name}`);
        break;
      }
      if (--left === 0) {
        // What was not looked at counts as unknown, never as clean.
        found.add('content.partly');
        break;
      }
    }
  }
}

/** Where the numbers with a right check digit stand; undefined when there were too many candidates to look at. */
export function personalSpans(text: string): readonly Span[] | undefined {
  const spans: Span[] = [];
  for (const { name, pattern, isValid } of formats) {
    let left = maxCandidates;
    for (const { 0: match, index } of text.matchAll(pattern)) {
      if (--left < 0) return undefined;
      if (isValid(match)) spans.push({ name: `personal.${name}`, start: index, end: index + lengthOf(name, match) });
    }
  }
  return spans;
}

/** Of an IBAN the pattern also takes the words behind it. */
function lengthOf(name: string, match: string): number {
  let left = name === 'iban' ? (ibanLength(match) ?? match.length) : match.length;
  if (name !== 'iban') return left;
  let at = 0;
  for (; at < match.length && left > 0; at++) if (match[at] !== ' ') left--;
  return at;
}
