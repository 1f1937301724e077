import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A text in the forms in which programs store and send text. */
export interface Form {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Plain, UTF-16 in both orders, hexadecimal, and base64 wherever in a longer text it may begin. */
export function formsOf(text: string): readonly Form[] {
  const bytes = Buffer.from(text, 'utf8');
  const utf16 = Buffer.from(text, 'utf16le');
  const inBase64 = [0, 1, 2].flatMap((offset) => {
    // The first and last characters depend on what stands beside; those between do not.
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const stable = encoded.slice(offset === 0 ? 0 : 4, 4 * Math.floor((offset + bytes.length) / 3));
    return [
      { name: `base64 at ${offset}`, bytes: Buffer.from(stable) },
      { name: `base64url at ${offset}`, bytes: Buffer.from(stable.replaceAll('+', '-').replaceAll('/', '_')) },
    ];
  });
  return [
    { name: 'plain', bytes },
    { name: 'UTF-16LE', bytes: utf16 },
    { name: 'UTF-16BE', bytes: Buffer.from(utf16).swap16() },
    { name: 'hexadecimal', bytes: Buffer.from(bytes.toString('hex')) },
    ...inBase64,
  ];
}

/** Which forms of the text are somewhere in these bytes. */
export function formsIn(haystack: Buffer, text: string): readonly string[] {
  return formsOf(text).flatMap(({ name, bytes }) => (haystack.includes(bytes) ? [name] : []));
}

/** All regular files below a folder with what is in them. Files that go while they are read are left out. */
export async function filesBelow(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    const content = found?.isFile() === true ? await readFile(path).catch(() => undefined) : undefined;
    if (content !== undefined) files.set(name, content);
  }
  return files;
}
