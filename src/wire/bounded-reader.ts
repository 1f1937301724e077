import protobuf from 'protobufjs/minimal.js';

/**
 * Most fields in one message, those of messages inside it counted: 2000 chains of skipped keys have 8000, a frame of
 * 1024 acks with tickets 11 000. Two bytes can be a field, and what a field becomes takes a hundred: without a bound
 * a frame of 5 MiB would fill 400 MB before its lists are counted.
 */
const maxFields = 32_768;

/** Reads protobuf, and breaks off at a message of more fields than any of ours has. */
export class BoundedReader extends protobuf.Reader {
  #fields = 0;

  override tag(): number {
    if (++this.#fields > maxFields) throw new RangeError(`more than ${maxFields} fields`);
    return super.tag();
  }
}
