import { checkedLong, DecimalValue, EvaluationError } from './value.ts';

const decimalPattern = /^(-?)([0-9]+)\.([0-9]{1,4})$/;

/** Parses Cedar's `decimal("...")`: digits, a point, one to four digits, within 64 bits of ten-thousandths. */
export function parseDecimal(text: string): DecimalValue {
  const match = decimalPattern.exec(text);
  if (match === null) throw new EvaluationError('a text given to `decimal` is not a decimal number');
  const [, sign = '', whole = '', fraction = ''] = match;
  const units = BigInt(whole + fraction.padEnd(4, '0'));
  return new DecimalValue(checkedLong(sign === '-' ? -units : units));
}
