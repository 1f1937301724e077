import { EvaluationError, IpValue } from './value.ts';

/** Longest text of an address with its prefix: eight groups of four digits and `/128`. */
const maxTextLength = 43;

/** Parses Cedar's `ip("...")`: an IPv4 or IPv6 address, alone or with a prefix length. */
export function parseIp(text: string): IpValue {
  const value = text.length > maxTextLength ? undefined : readIp(text);
  if (value === undefined) throw new EvaluationError('a text given to `ip` is not an address');
  return value;
}

function readIp(text: string): IpValue | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const version = address.includes(':') ? 6 : 4;
  const bits = version === 6 ? readV6(address) : readV4(address);
  const width = version === 6 ? 128 : 32;
  const prefix = slash < 0 ? width : readPrefix(text.slice(slash + 1), width);
  return bits === undefined || prefix === undefined ? undefined : new IpValue(version, bits, prefix);
}

function readPrefix(text: string, width: number): number | undefined {
  if (!/^(0|[1-9][0-9]{0,2})$/.test(text)) return undefined;
  const prefix = Number(text);
  return prefix <= width ? prefix : undefined;
}

function readV4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let bits = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255) return undefined;
    bits = (bits << 8n) | BigInt(part);
  }
  return bits;
}

function readV6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  if (head === undefined) return undefined;
  if (tail === undefined) return head.length === 8 ? joinGroups(head) : undefined;
  const missing = 8 - head.length - tail.length;
  return missing < 1 ? undefined : joinGroups([...head, ...Array.from({ length: missing }, () => '0'), ...tail]);
}

function joinGroups(groups: readonly string[]): bigint | undefined {
  let bits = 0n;
  for (const group of groups) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    bits = (bits << 16n) | BigInt(`0x${group}`);
  }
  return bits;
}

/** Whether the whole network of `ip` is loopback: 127.0.0.0/8, or ::1. */
export function isLoopback(ip: IpValue): boolean {
  return ip.version === 4 ? ip.prefix >= 8 && ip.bits >> 24n === 127n : ip.prefix === 128 && ip.bits === 1n;
}

/** Whether the whole network of `ip` is multicast: 224.0.0.0/4, or ff00::/8. */
export function isMulticast(ip: IpValue): boolean {
  return ip.version === 4 ? ip.prefix >= 4 && ip.bits >> 28n === 14n : ip.prefix >= 8 && ip.bits >> 120n === 255n;
}

/** Whether the network of `ip` lies within that of `range`; never across versions. */
export function isInRange(ip: IpValue, range: IpValue): boolean {
  if (ip.version !== range.version || ip.prefix < range.prefix) return false;
  const host = BigInt((ip.version === 4 ? 32 : 128) - range.prefix);
  return ip.bits >> host === range.bits >> host;
}
