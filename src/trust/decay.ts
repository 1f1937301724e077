/** 1.0 in the score's fixed-point numbers: 20 binary digits after the point. */
export const one = 2 ** 20;

/** A fixed-point number: an integer, 1.0 = `one`. */
export type Fixed = number;

/**
 * The product of two fixed-point numbers, rounded down. Exact while the operands' product stays below 2^53:
 * the largest in this room is 12.5 (weight times severity) times 1, that is 2^44.
 */
export function times(a: Fixed, b: Fixed): Fixed {
  return Math.floor((a * b) / one);
}

/** The largest product that `scaled` may make in a double. */
const exact = 2 ** 53;

/**
 * floor(value * part / whole) of integers, `whole` above 0. Below 2^53 the quotient of doubles is never rounded
 * up to the next integer, so its floor is exact; above, integers of any size do it.
 */
export function scaled(value: number, part: number, whole: number): number {
  const product = value * part;
  if (product < exact) return Math.floor(product / whole);
  return Number((BigInt(value) * BigInt(part)) / BigInt(whole));
}

/** Binary digits carried while a table is made; errors stay 100 digits below what the table keeps. */
const precision = 128n;

/** The integer part of the n-th root, by Newton's iteration from above. */
function integerRoot(value: bigint, n: bigint): bigint {
  let x = 1n << (BigInt(value.toString(2).length) / n + 1n);
  for (;;) {
    const next = ((n - 1n) * x + value / x ** (n - 1n)) / n;
    if (next >= x) return x;
    x = next;
  }
}

/**
 * 2^(-1/halfLife) with `precision` digits, by one root for each prime factor of the half-life. Quick for half-lives
 * made of small primes, as ours are; a large prime costs seconds.
 */
function hourlyFactor(halfLife: number): bigint {
  let factor = 1n << (precision - 1n);
  let rest = halfLife;
  for (let p = 2; rest > 1; p++) {
    while (rest % p === 0) {
      factor = integerRoot(factor << (precision * BigInt(p - 1)), BigInt(p));
      rest /= p;
    }
  }
  return factor;
}

/** floor(2^20 * 2^(-n/halfLife)) for n from 0 to halfLife - 1. */
function makeTable(halfLife: number): readonly Fixed[] {
  const factor = hourlyFactor(halfLife);
  const table: Fixed[] = [];
  let value = 1n << precision;
  for (let n = 0; n < halfLife; n++) {
    table.push(Number(value >> (precision - 20n)));
    value = (value * factor) >> precision;
  }
  return table;
}

/** Half-lives come from parameters, of which a node has one set; the bound is for whoever explores many. */
const maxTables = 16;
const tables = new Map<number, readonly Fixed[]>();

function tableOf(halfLife: number): readonly Fixed[] {
  const known = tables.get(halfLife);
  if (known !== undefined) return known;
  const table = makeTable(halfLife);
  if (tables.size < maxTables) tables.set(halfLife, table);
  return table;
}

/**
 * floor(2^20 * 2^(-age/halfLife)), exactly, for an age in whole hours. The factors come from a table that is made
 * from integer roots alone, never from `Math.pow`, whose last digit differs between engines. Whole half-lives are
 * shifts: rounding down twice is the same as once.
 */
export function decay(age: number, halfLife: number): Fixed {
  const halvings = Math.floor(age / halfLife);
  if (halvings > 20) return 0;
  return (tableOf(halfLife)[age % halfLife] ?? 0) >> halvings;
}
