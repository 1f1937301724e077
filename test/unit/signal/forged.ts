const counterField = 2;
const pqRatchetField = 5;
const macBytes = 8;

/** A serialised SignalMessage with other numbers in its clear part; everything else, the MAC too, stays. */
export function forged(serialized: Uint8Array, numbers: { counter?: number; index?: number }): Uint8Array {
  const end = serialized.length - macBytes;
  const out: number[] = [serialized[0] ?? 0];
  let i = 1;
  const readVarint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = serialized[i++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (i < end) {
    const tag = readVarint();
    const value = readVarint();
    out.push(...varint(tag));
    if ((tag & 7) === 0) {
      out.push(...varint(tag >> 3 === counterField ? (numbers.counter ?? value) : value));
      continue;
    }
    const bytes = [...serialized.subarray(i, i + value)];
    i += value;
    const content = tag >> 3 === pqRatchetField ? withIndex(bytes, numbers.index) : bytes;
    out.push(...varint(content.length), ...content);
  }
  return Uint8Array.from([...out, ...serialized.subarray(end)]);
}

/** The clear part of the post-quantum ratchet with another index, behind the version and an epoch of one byte. */
function withIndex(bytes: readonly number[], index: number | undefined): readonly number[] {
  if (index === undefined) return bytes;
  const behind = bytes.findIndex((byte, at) => at >= 2 && byte < 0x80) + 1;
  return [...bytes.slice(0, 2), ...varint(index), ...bytes.slice(behind)];
}

/** A number as protobuf writes it. */
export function varint(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value % 128) | 0x80, ...varint(Math.floor(value / 128))];
}
