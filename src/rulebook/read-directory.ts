import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fromUtf8, sha256, toHex, utf8 } from '../base/base.ts';
import type { PolicyFile } from './check-policies.ts';
import { type PolicyProblem, problemOf } from './problem.ts';

/** Most policy files in a directory. */
const maxFiles = 500;
/** Largest policy file, bytes. */
const maxFileBytes = 1024 * 1024;
/** All policy files together, bytes. */
const maxTotalBytes = 8 * 1024 * 1024;
/** How often reading starts again when files change meanwhile. */
const maxReads = 5;

/** The policy files of a directory, sorted by name. */
export interface PolicyDirectory {
  readonly files: readonly PolicyFile[];
  /** SHA-256 over names and contents, hexadecimal. */
  readonly version: string;
  /** Changes whenever a file or a link does; see `fingerprint`. */
  readonly fingerprint: string;
}

/** Reads `*.cedar`, `*.yaml` and `*.yml` of a directory, as it was at one moment, or says why that cannot be done. */
export async function readDirectory(dir: string): Promise<PolicyDirectory | readonly PolicyProblem[]> {
  for (let attempt = 0; attempt < maxReads; attempt++) {
    const before = await fingerprint(dir);
    const files = await readFiles(dir);
    // Half of an old set and half of a new one must never be judged by.
    if (before !== (await fingerprint(dir))) continue;
    const problems = files.flatMap((file) => ('text' in file ? [] : [file]));
    if (problems.length > 0) return problems;
    const read = files.flatMap((file) => ('text' in file ? [file] : []));
    return { files: read, version: versionOf(read), fingerprint: before };
  }
  return [
    problemOf(
      undefined,
      'the policy files change faster than they can be read',
      'write them elsewhere, then move them here',
    ),
  ];
}

/** The policy files of a directory as they stand, unchecked, or why they cannot be read. */
export async function readPolicyFiles(dir: string): Promise<readonly PolicyFile[] | readonly PolicyProblem[]> {
  const directory = await readDirectory(dir);
  return 'files' in directory ? directory.files : directory;
}

/**
 * A text that changes with every change of the directory's policy files: names, where links lead (so the
 * swap of a ConfigMap's `..data` counts), inode, size and time of change. Empty when unreadable.
 */
export async function fingerprint(dir: string): Promise<string> {
  try {
    const names = await policyNames(dir);
    const marks = names.slice(0, maxFiles + 1).map(async (name) => mark(join(dir, name)));
    return [await realpath(dir), names.length, ...(await Promise.all(marks))].join('\n');
  } catch {
    return '';
  }
}

async function mark(path: string): Promise<string> {
  try {
    const [target, { ino, size, mtimeNs, ctimeNs }] = await Promise.all([realpath(path), stat(path, { bigint: true })]);
    return JSON.stringify([path, target, `${ino}`, `${size}`, `${mtimeNs}`, `${ctimeNs}`]);
  } catch (error) {
    return JSON.stringify([path, String(error)]);
  }
}

async function policyNames(dir: string): Promise<readonly string[]> {
  const names = await readdir(dir);
  return names.filter((name) => /\.(?:cedar|ya?ml)$/.test(name) && !name.startsWith('.')).sort();
}

async function readFiles(dir: string): Promise<readonly (PolicyFile | PolicyProblem)[]> {
  let names: readonly string[];
  try {
    names = await policyNames(dir);
  } catch (error) {
    return [
      problemOf(
        undefined,
        `the policy directory cannot be read (${codeOf(error)})`,
        'create it, or correct the configuration',
      ),
    ];
  }
  if (names.length > maxFiles) return [problemOf(undefined, `there are more than ${maxFiles} policy files`)];
  const files: (PolicyFile | PolicyProblem)[] = [];
  let left = maxTotalBytes;
  for (const name of names) {
    const file = await readPolicyFile(dir, name, Math.min(left, maxFileBytes));
    files.push(file);
    if ('text' in file) left -= utf8(file.text).length;
  }
  return files;
}

async function readPolicyFile(dir: string, name: string, maxBytes: number): Promise<PolicyFile | PolicyProblem> {
  try {
    await using handle = await open(join(dir, name), 'r');
    const { size } = await handle.stat();
    const tooLarge = problemOf(
      name,
      `the file is larger than ${maxBytes} bytes`,
      `all files together may have ${maxTotalBytes}`,
    );
    if (size > maxBytes) return tooLarge;
    // One byte more than allowed shows a file that grew after it was looked at.
    const { bytesRead, buffer } = await handle.read(new Uint8Array(maxBytes + 1), 0, maxBytes + 1, 0);
    if (bytesRead > maxBytes) return tooLarge;
    const text = fromUtf8(buffer.subarray(0, bytesRead));
    return text === undefined ? problemOf(name, 'the file is not valid UTF-8') : { name, text };
  } catch (error) {
    return problemOf(name, `the file cannot be read (${codeOf(error)})`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function versionOf(files: readonly PolicyFile[]): string {
  return toHex(sha256(utf8(JSON.stringify(files.map(({ name, text }) => [name, text])))));
}
