import protobuf from 'protobufjs/minimal.js';
import { giveBack, zeroBytes } from '../base/base.ts';

/** The part of a generated message class that encoding needs. */
interface Encoder<F> {
  encode(fields: F, writer: protobuf.Writer): protobuf.Writer;
}

/** Room that a writer keeps for the next message, bytes; one that needed more is let go. */
const maxKept = 1024 * 1024;

let idle: protobuf.Writer | undefined;

/**
 * Encodes a message, with one writer for all. A writer of its own begins small, doubles, and copies at its end: five times the
 * memory of a session, for each message that takes it a step further, and collecting that stops the node for a moment.
 */
export function encoded<F>(type: Encoder<F>, fields: F): Uint8Array {
  const writer = idle ?? protobuf.Writer.create();
  // Not used again when it throws half-way.
  idle = undefined;
  const { length } = type.encode(fields, writer).finish(true);
  const out = zeroBytes(length);
  writer.finishInto(out);
  if (writer.buf.length > maxKept) {
    giveBack(writer.buf);
    return out;
  }
  // It may have been a state with its keys.
  writer.buf.fill(0, 0, length);
  idle = writer.reset();
  return out;
}
