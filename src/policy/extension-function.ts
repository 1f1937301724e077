import * as time from './datetime.ts';
import { parseDecimal } from './decimal.ts';
import { isInRange, isLoopback, isMulticast, parseIp } from './ip.ts';
import { DatetimeValue, DecimalValue, DurationValue, EvaluationError, IpValue, typeOf, type Value } from './value.ts';

/** An extension function; throws EvaluationError for a wrong number or type of arguments, as Cedar does. */
export type ExtensionFunction = (args: readonly Value[]) => Value;

type Class<T> = new (...args: never[]) => T;

function expect<T extends Value & object>(type: Class<T>, value: Value | undefined): T {
  if (value instanceof type) return value;
  throw new EvaluationError(`an extension function was given a ${value === undefined ? 'nothing' : typeOf(value)}`);
}

function counted(args: readonly Value[], count: number): readonly Value[] {
  if (args.length !== count) throw new EvaluationError('an extension function has the wrong number of arguments');
  return args;
}

function constructor(parse: (text: string) => Value): ExtensionFunction {
  return (args) => {
    const [text] = counted(args, 1);
    if (typeof text !== 'string') throw new EvaluationError('an extension function wants a string');
    return parse(text);
  };
}

function unary<T extends Value & object>(type: Class<T>, run: (self: T) => Value): ExtensionFunction {
  return (args) => {
    const [self] = counted(args, 1);
    return run(expect(type, self));
  };
}

function binary<T extends Value & object, U extends Value & object>(
  [left, right]: readonly [Class<T>, Class<U>],
  run: (self: T, other: U) => Value,
): ExtensionFunction {
  return (args) => {
    const [a, b] = counted(args, 2);
    return run(expect(left, a), expect(right, b));
  };
}

const decimals = [DecimalValue, DecimalValue] as const;

/** Cedar's extension functions and methods by name; a method's first argument is its receiver. */
export const extensionFunctions: ReadonlyMap<string, ExtensionFunction> = new Map([
  ['ip', constructor(parseIp)],
  ['isIpv4', unary(IpValue, (ip) => ip.version === 4)],
  ['isIpv6', unary(IpValue, (ip) => ip.version === 6)],
  ['isLoopback', unary(IpValue, isLoopback)],
  ['isMulticast', unary(IpValue, isMulticast)],
  ['isInRange', binary([IpValue, IpValue], isInRange)],
  ['decimal', constructor(parseDecimal)],
  ['lessThan', binary(decimals, (a, b) => a.units < b.units)],
  ['lessThanOrEqual', binary(decimals, (a, b) => a.units <= b.units)],
  ['greaterThan', binary(decimals, (a, b) => a.units > b.units)],
  ['greaterThanOrEqual', binary(decimals, (a, b) => a.units >= b.units)],
  ['datetime', constructor(time.parseDatetime)],
  ['duration', constructor(time.parseDuration)],
  ['offset', binary([DatetimeValue, DurationValue], time.offset)],
  ['durationSince', binary([DatetimeValue, DatetimeValue], time.durationSince)],
  ['toDate', unary(DatetimeValue, time.toDate)],
  ['toTime', unary(DatetimeValue, time.toTime)],
  ['toMilliseconds', unary(DurationValue, (d) => d.ms)],
  ['toSeconds', unary(DurationValue, (d) => d.ms / 1000n)],
  ['toMinutes', unary(DurationValue, (d) => d.ms / 60_000n)],
  ['toHours', unary(DurationValue, (d) => d.ms / 3_600_000n)],
  ['toDays', unary(DurationValue, (d) => d.ms / 86_400_000n)],
]);
