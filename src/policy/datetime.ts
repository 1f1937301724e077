import { checkedLong, DatetimeValue, DurationValue, EvaluationError } from './value.ts';

const msPerDay = 86_400_000n;
const datePattern =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]{3})?(Z|[+-][0-9]{4}))?$/;
const durationPattern = /^(-?)(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?(?:([0-9]+)ms)?$/;
const durationUnits = [msPerDay, 3_600_000n, 60_000n, 1000n, 1n];

/** Parses Cedar's `duration("...")`: for example `1d2h3m4s5ms`, with an optional minus in front. */
export function parseDuration(text: string): DurationValue {
  const match = durationPattern.exec(text);
  const parts = match?.slice(2) ?? [];
  if (parts.every((part) => part === undefined)) throw new EvaluationError('a text given to `duration` is not one');
  let ms = 0n;
  for (const [i, unit] of durationUnits.entries()) ms += BigInt(parts[i] ?? '0') * unit;
  return new DurationValue(checkedLong(match?.[1] === '-' ? -ms : ms));
}

/** Parses Cedar's `datetime("...")`: a date, or a date and time with `Z` or an offset like `+0130`. */
export function parseDatetime(text: string): DatetimeValue {
  const match = datePattern.exec(text);
  const ms = match === null ? undefined : readDatetime(match);
  if (ms === undefined) throw new EvaluationError('a text given to `datetime` is not a date or time');
  return new DatetimeValue(BigInt(ms));
}

function readDatetime(match: RegExpExecArray): number | undefined {
  const date = readDate(match.slice(1, 4).map(Number));
  const time = readTime(match.slice(4, 7).map((part) => Number(part ?? 0)));
  const offset = readOffset(match[8] ?? 'Z');
  if (date === undefined || time === undefined || offset === undefined) return undefined;
  return date * 86_400_000 + (time - offset * 60) * 1000 + Number((match[7] ?? '.0').slice(1));
}

/** Days since 1970-01-01. */
function readDate([year = 0, month = 0, day = 0]: readonly number[]): number | undefined {
  return isDate(year, month, day) ? daysBefore(year, month, day) : undefined;
}

/** Seconds since midnight. */
function readTime([hour = 0, minute = 0, second = 0]: readonly number[]): number | undefined {
  return hour > 23 || minute > 59 || second > 59 ? undefined : (hour * 60 + minute) * 60 + second;
}

/** Minutes east of UTC. */
function readOffset(text: string): number | undefined {
  if (text === 'Z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(3));
  if (hours > 23 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function isDate(year: number, month: number, day: number): boolean {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day >= 1 && day <= (lengths[month - 1] ?? 0);
}

/** Days from 1970-01-01 to a date of the proleptic Gregorian calendar, counted in years that begin in March. */
function daysBefore(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const monthFromMarch = (month + 9) % 12;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468;
}

/** Cedar's `offset`. */
export function offset(instant: DatetimeValue, by: DurationValue): DatetimeValue {
  return new DatetimeValue(checkedLong(instant.ms + by.ms));
}

/** Cedar's `durationSince`. */
export function durationSince(instant: DatetimeValue, earlier: DatetimeValue): DurationValue {
  return new DurationValue(checkedLong(instant.ms - earlier.ms));
}

/** Cedar's `toDate`: the midnight (UTC) at or before the instant. */
export function toDate(instant: DatetimeValue): DatetimeValue {
  return new DatetimeValue(checkedLong(instant.ms - sinceMidnight(instant.ms)));
}

/** Cedar's `toTime`: how long after midnight (UTC) it is. */
export function toTime(instant: DatetimeValue): DurationValue {
  return new DurationValue(sinceMidnight(instant.ms));
}

function sinceMidnight(ms: bigint): bigint {
  const rest = ms % msPerDay;
  return rest < 0n ? rest + msPerDay : rest;
}
