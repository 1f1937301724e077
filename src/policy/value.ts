/**
 * Values of the Cedar language (Cedar reference, "Data types"). A Long is a bigint within 64 bits, a
 * String is a string, a Bool is a boolean; the rest are the classes below.
 */
export type Value = boolean | bigint | string | EntityUid | SetValue | RecordValue | Extension;

/** Values of the extension types. */
type Extension = IpValue | DecimalValue | DatetimeValue | DurationValue;

const minLong = -(2n ** 63n);
const maxLong = 2n ** 63n - 1n;

/** Thrown while a policy is evaluated: Cedar then counts the policy as failed. Holds no value of the facts. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
}

/** The integer, unless it leaves 64 bits: then an EvaluationError, as Cedar has it for arithmetic. */
export function checkedLong(value: bigint): bigint {
  if (value < minLong || value > maxLong) throw new EvaluationError('integer overflow');
  return value;
}

/** A reference to an entity: `Type::"id"`. */
export class EntityUid {
  readonly kind = 'entity';
  readonly type: string;
  readonly id: string;
  /** Type and id in one text; injective, because a type name holds no NUL. */
  readonly key: string;

  constructor(type: string, id: string) {
    this.type = type;
    this.id = id;
    this.key = `${type}\u0000${id}`;
  }
}

/** A set: unordered, without duplicates. */
export class SetValue {
  readonly kind = 'set';
  readonly #items: ReadonlyMap<string, Value>;
  #key: string | undefined;

  constructor(items: Iterable<Value>) {
    const map = new Map<string, Value>();
    for (const item of items) map.set(keyOf(item), item);
    this.#items = map;
  }

  /** How many elements there are. */
  get size(): number {
    return this.#items.size;
  }

  /** Whether an equal value is an element. */
  has(value: Value): boolean {
    return this.#items.has(keyOf(value));
  }

  /** Whether every element of `other` is one of this. */
  hasAll(other: SetValue): boolean {
    for (const key of other.#items.keys()) if (!this.#items.has(key)) return false;
    return true;
  }

  /** Whether some element of `other` is one of this. */
  hasAny(other: SetValue): boolean {
    for (const key of other.#items.keys()) if (this.#items.has(key)) return true;
    return false;
  }

  /** The elements, in no particular order. */
  values(): Iterable<Value> {
    return this.#items.values();
  }

  /** The same text for equal sets. */
  get key(): string {
    this.#key ??= `[${[...this.#items.keys()].sort().map(framed).join('')}]`;
    return this.#key;
  }
}

/** A field of a record: the value, or how to make it when a policy first asks for it. */
export type Field = Value | (() => Value);

/** A record. */
export class RecordValue {
  readonly kind = 'record';
  readonly #fields: Map<string, Field>;
  #key: string | undefined;

  /** Takes ownership of `fields`. */
  constructor(fields: Map<string, Field>) {
    this.#fields = fields;
  }

  /** Whether there is such a field. */
  has(name: string): boolean {
    return this.#fields.has(name);
  }

  /** The value of a field; undefined when there is none. */
  get(name: string): Value | undefined {
    const field = this.#fields.get(name);
    if (typeof field !== 'function') return field;
    const value = field();
    this.#fields.set(name, value);
    return value;
  }

  /** The names of the fields. */
  names(): Iterable<string> {
    return this.#fields.keys();
  }

  /** The same text for equal records. */
  get key(): string {
    this.#key ??= `{${[...this.#fields.keys()]
      .sort()
      .map((name) => framed(name) + framed(this.#keyAt(name)))
      .join('')}}`;
    return this.#key;
  }

  #keyAt(name: string): string {
    const value = this.get(name);
    return value === undefined ? '' : keyOf(value);
  }
}

/** An address or a network. `bits` is the address as a number, `prefix` the length of the network part. */
export class IpValue {
  readonly kind = 'ip';
  readonly version: 4 | 6;
  readonly bits: bigint;
  readonly prefix: number;

  constructor(version: 4 | 6, bits: bigint, prefix: number) {
    this.version = version;
    this.bits = bits;
    this.prefix = prefix;
  }
}

/** A decimal number with four digits after the point; `units` counts ten-thousandths. */
export class DecimalValue {
  readonly kind = 'decimal';
  readonly units: bigint;

  constructor(units: bigint) {
    this.units = units;
  }
}

/** An instant; milliseconds since the Unix epoch, possibly negative. */
export class DatetimeValue {
  readonly kind = 'datetime';
  readonly ms: bigint;

  constructor(ms: bigint) {
    this.ms = ms;
  }
}

/** A length of time in milliseconds, possibly negative. */
export class DurationValue {
  readonly kind = 'duration';
  readonly ms: bigint;

  constructor(ms: bigint) {
    this.ms = ms;
  }
}

/** A text that is the same for equal values and differs for others. */
export function keyOf(value: Value): string {
  if (typeof value === 'string') return `s${value}`;
  if (typeof value === 'bigint') return `i${value}`;
  if (typeof value === 'boolean') return value ? 't' : 'f';
  switch (value.kind) {
    case 'entity':
      return `e${value.key}`;
    case 'set':
    case 'record':
      return value.key;
    case 'ip':
      return `p${value.version}/${value.bits}/${value.prefix}`;
    case 'decimal':
      return `d${value.units}`;
    case 'datetime':
      return `m${value.ms}`;
    case 'duration':
      return `u${value.ms}`;
  }
}

/** Cedar's `==`: values of different types are unequal, never an error. */
export function equals(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a.kind !== b.kind) return false;
  return keyOf(a) === keyOf(b);
}

/** The name of a value's type, for error messages. */
export function typeOf(value: Value): string {
  if (typeof value === 'object') return value.kind;
  return typeof value === 'bigint' ? 'long' : typeof value === 'boolean' ? 'bool' : 'string';
}

/** Puts the length in front, so that joined texts cannot be cut differently. */
function framed(text: string): string {
  return `${text.length}:${text}`;
}
