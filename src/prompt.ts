import { fromUtf8, MeshError, SecretKey, utf8 } from './base/base.ts';

/** The terminal that is asked; `process` has both. */
export interface PromptTerminal {
  readonly stdin: {
    readonly isTTY?: boolean;
    setRawMode?(raw: boolean): unknown;
    resume(): unknown;
    pause(): unknown;
    on(event: 'data', listener: (bytes: Uint8Array) => void): unknown;
    off(event: 'data', listener: (bytes: Uint8Array) => void): unknown;
  };
  readonly stderr: { write(text: string): unknown };
}

/** Longest passphrase, bytes. */
const maxBytes = 1024;

const enter = new Set([0x0a, 0x0d]);
const backspace = new Set([0x08, 0x7f]);
/** Ctrl-C and Ctrl-D: nothing is given. */
const giveUp = new Set([0x03, 0x04]);
/** Ctrl-U: begins again. */
const startOver = 0x15;

/**
 * Asks for a passphrase on the terminal; what is typed is not shown. Throws MeshError 'credential-missing' when
 * there is no terminal, or nothing was given.
 */
export function askSecret(question: string, { stdin, stderr }: PromptTerminal): Promise<SecretKey> {
  if (stdin.isTTY !== true || stdin.setRawMode === undefined) {
    return Promise.reject(
      refused('a passphrase is to be asked for, but there is no terminal. Use a file, a credential or a descriptor'),
    );
  }
  const { promise, resolve, reject } = Promise.withResolvers<SecretKey>();
  const typed = new Typed();
  const end = (settle: () => void): void => {
    stdin.off('data', take);
    stdin.setRawMode?.(false);
    stdin.pause();
    stderr.write('\n');
    settle();
  };
  const take = (bytes: Uint8Array): void => {
    for (const byte of bytes) {
      const taken = typed.take(byte);
      if (taken === 'more') continue;
      bytes.fill(0);
      end(() => {
        const secret = typed.secret();
        if (taken === 'done' && secret.length > 0) resolve(secret);
        else reject(refused(taken === 'too-long' ? `a passphrase has at most ${maxBytes} bytes` : 'none was given'));
      });
      return;
    }
    bytes.fill(0);
  };
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.on('data', take);
  stdin.resume();
  return promise;
}

/** What was typed so far, in bytes that are overwritten. */
class Typed {
  readonly #bytes = new Uint8Array(maxBytes);
  #length = 0;

  take(byte: number): 'more' | 'done' | 'gave-up' | 'too-long' {
    if (enter.has(byte)) return 'done';
    if (giveUp.has(byte)) {
      this.#length = 0;
      return 'gave-up';
    }
    if (byte === startOver) this.#length = 0;
    else if (backspace.has(byte)) this.#deleteLast();
    else if (this.#length === maxBytes) return 'too-long';
    else this.#bytes[this.#length++] = byte;
    return 'more';
  }

  /** The last character, which may have several bytes. */
  #deleteLast(): void {
    do this.#length = Math.max(0, this.#length - 1);
    while (this.#length > 0 && ((this.#bytes[this.#length] ?? 0) & 0xc0) === 0x80);
  }

  /** In Unicode's composed form, so that another keyboard or system gives the same bytes. */
  secret(): SecretKey {
    const bytes = this.#bytes.slice(0, this.#length);
    this.#bytes.fill(0);
    const text = fromUtf8(bytes);
    return SecretKey.own(text === undefined ? bytes : utf8(text.normalize('NFC')));
  }
}

function refused(why: string): MeshError {
  return new MeshError('credential-missing', `The keyring stays locked: ${why}.`);
}
