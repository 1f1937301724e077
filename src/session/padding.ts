import { giveBack, reject, zeroBytes, type Verdict } from '../base/base.ts';
import type { Awaitable, Opened, Prekeys, Sealed, SessionState, Suite } from './suite.ts';

/** Marks the end of what was padded; zeros follow (ISO/IEC 7816-4). */
const mark = 0x80;

/**
 * The length that `length` bytes are padded to: PADME (Reducing Metadata Leakage from Encrypted Files and
 * Communication with PURBs, section 4). Of each length only the first bits show, so that an observer learns
 * O(log log) bits of it; at most 12 % are added.
 */
export function padmeLength(length: number): number {
  if (length < 2) return length;
  const exponent = Math.floor(Math.log2(length));
  const kept = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** Math.max(0, exponent - kept);
  return Math.ceil(length / step) * step;
}

/** The bytes with a mark and zeros behind, as long as PADME says for them and the mark. */
export function pad(bytes: Uint8Array): Uint8Array {
  const padded = zeroBytes(padmeLength(bytes.length + 1));
  padded.set(bytes);
  padded[bytes.length] = mark;
  return padded;
}

/**
 * What was padded, as a view; undefined when there is no mark, or another number of zeros than `pad` puts there:
 * of everything there is one padded form.
 */
export function unpad(padded: Uint8Array): Uint8Array | undefined {
  let length = padded.length - 1;
  while (length >= 0 && padded[length] === 0) length--;
  if (padded[length] !== mark || padmeLength(length + 1) !== padded.length) return undefined;
  return padded.subarray(0, length);
}

/**
 * A suite whose plaintexts are padded before they are sealed, for use between nodes. What is sealed without
 * padding is refused as `malformed`, and its ratchet step is not taken. A suite for foreign clients stays as it is.
 */
export function paddedSuite<S extends SessionState, P extends Prekeys>(suite: Suite<S, P>): Suite<S, P> {
  return {
    ...suite,
    seal(state, plaintext, moment): Awaitable<Sealed<S>> {
      const padded = pad(plaintext);
      const over = (sealed: Sealed<S>): Sealed<S> => {
        giveBack(padded);
        return sealed;
      };
      const sealed = suite.seal(state, padded, moment);
      return sealed instanceof Promise ? sealed.then(over) : over(sealed);
    },
    open(state, message, moment): Awaitable<Verdict<Opened<S>>> {
      const opened = suite.open(state, message, moment);
      return opened instanceof Promise ? opened.then(unpadded) : unpadded(opened);
    },
  };
}

function unpadded<S>(opened: Verdict<Opened<S>>): Verdict<Opened<S>> {
  if (opened.kind !== 'accept') return opened;
  const plaintext = unpad(opened.value.plaintext);
  if (plaintext === undefined) return reject('malformed', 'the padding');
  return { kind: 'accept', value: { state: opened.value.state, plaintext } };
}
