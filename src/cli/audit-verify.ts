import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { MeshError, utf8 } from '../base/base.ts';
import {
  cosignedAt,
  isSelfCertifying,
  isSignedBy,
  maxNoteBytes,
  maxProofBytes,
  readCheckpoint,
  readContinuation,
  readTlogProof,
  toBase64,
  verifyConsistency,
  verifyLog,
  wrongProof,
  type Finding,
  type LogFiles,
  type NoteKey,
  type SignedCheckpoint,
  type VerifyReport,
} from '../audit/audit.ts';
import { filesIn, filesOf, keysIn, names, readIfThere, readKey } from './audit-files.ts';
import { progressOf } from './progress.ts';
import type { Session } from './session.ts';
import { timeOf, type Terminal } from './terminal.ts';

interface VerifyRequest {
  readonly key?: string;
  readonly against?: readonly string[];
}

/** `parley audit verify`: of the running node, or of a folder or proof with no node at all. Throws MeshError `audit-damaged` when it does not hold. */
export async function verify(session: Session, path: string | undefined, request: VerifyRequest): Promise<void> {
  if (path === undefined) return verifyNode(session, request);
  const at = resolve(session.surroundings.cwd, path);
  return (await isFolder(at)) ? verifyFolder(session, at, request) : verifyProof(session, at, request);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw new MeshError('request-invalid', `${path} is not there. Name a folder that was exported, or a proof.`, {
      cause,
    });
  }
}

async function verifyNode(session: Session, request: VerifyRequest): Promise<void> {
  const report = await session.withClient(async (client) => {
    const state = await client.audit.state();
    const cosigned = state.cosigned === undefined ? [] : [utf8(state.cosigned)];
    return verifyFiles(session, filesOf(client.audit, state), {
      key: readKey(request.key ?? state.key),
      formerKeys: state.formerKeys.map(readKey),
      cosigners: state.cosigners.map(({ key }) => readKey(key)),
      against: [...cosigned.flatMap(asCheckpoint), ...(await checkpointsIn(session, request))],
    });
  });
  tell(session, report);
}

async function verifyFolder(session: Session, dir: string, request: VerifyRequest): Promise<void> {
  const cosigned = await readIfThere(join(dir, names.cosigned), maxNoteBytes);
  const report = await verifyFiles(session, filesIn(dir), {
    key: await keyFor(dir, request),
    formerKeys: (await keysIn(join(dir, names.key))).slice(1),
    cosigners: await keysIn(join(dir, names.cosigners)),
    against: [...(cosigned === undefined ? [] : asCheckpoint(cosigned)), ...(await checkpointsIn(session, request))],
  });
  tell(session, report);
}

function asCheckpoint(bytes: Uint8Array): readonly SignedCheckpoint[] {
  const checkpoint = readCheckpoint(bytes);
  if (checkpoint === undefined)
    throw new MeshError('request-invalid', 'A checkpoint to compare with is none. Name a checkpoint file.');
  return [checkpoint];
}

async function checkpointsIn(
  { surroundings }: Session,
  { against = [] }: VerifyRequest,
): Promise<readonly SignedCheckpoint[]> {
  const read = against.map(async (path) =>
    asCheckpoint((await readIfThere(resolve(surroundings.cwd, path), maxNoteBytes)) ?? new Uint8Array(0)),
  );
  return (await Promise.all(read)).flat();
}

async function keyFor(dir: string, request: VerifyRequest): Promise<NoteKey> {
  const [key] = request.key === undefined ? await keysIn(join(dir, names.key)) : [readKey(request.key)];
  if (key !== undefined) return key;
  throw new MeshError('request-invalid', `There is no ${names.key} in ${dir}. Name the key of the log with --key.`);
}

interface Trusted {
  readonly key: NoteKey;
  readonly formerKeys: readonly NoteKey[];
  readonly cosigners: readonly NoteKey[];
  readonly against: readonly SignedCheckpoint[];
}

async function verifyFiles(session: Session, files: LogFiles, trusted: Trusted): Promise<VerifyReport> {
  const report = await verifyLog(files, { ...trusted, progress: progressOf(session, 'entries verified') });
  // Cosignatures may stand on an older checkpoint than the latest: that one was compared with the tree as well.
  const older = trusted.against.flatMap(({ note }) =>
    trusted.cosigners.flatMap((key) => {
      const at = cosignedAt(note, key);
      return at === undefined ? [] : [{ name: key.name, at }];
    }),
  );
  const known = new Set(report.cosigned.map(({ name }) => name));
  return { ...report, cosigned: [...report.cosigned, ...older.filter(({ name }) => !known.has(name))] };
}

function tell({ terminal }: Session, report: VerifyReport): void {
  const { findings, cosigned } = report;
  if (terminal.json) {
    terminal.value({ holds: findings.length === 0, ...report });
  } else {
    terminal.fields([
      ['log', report.origin],
      [
        'entries',
        `${report.size}, ${report.entries} verified${report.dropped === 0 ? '' : `, ${report.dropped} dropped with age`}`,
      ],
      ['root', report.root],
      ['key', report.keyProvesItself ? 'proved by the name of the log' : 'taken on trust'],
    ]);
    for (const { name, at } of cosigned) terminal.line(`cosigned by ${name} at ${timeOf(at * 1000)}`);
    for (const { kind, detail } of findings) terminal.line(`${terminal.paint('red', kind)} ${detail}`);
    if (findings.length === 0) terminal.line(terminal.paint('green', 'The log holds.'));
  }
  failIf(findings);
}

function failIf(findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  throw new MeshError(
    'audit-damaged',
    `The log does not hold: ${findings.length} problem(s) found. Ask its operator; keep what you have as it is.`,
  );
}

/** A proof of inclusion, with its entry as extra data, or one of consistency with the checkpoints named. */
async function verifyProof(session: Session, path: string, request: VerifyRequest): Promise<void> {
  const bytes = (await readIfThere(path, maxProofBytes)) ?? new Uint8Array(0);
  const key = await keyFor(dirname(path), request);
  const continuation = readContinuation(bytes);
  const wrong =
    continuation === undefined
      ? wrongInclusion(bytes, key)
      : wrongConsistency(
          continuation,
          [key, ...(await keysIn(join(dirname(path), names.key))).slice(1)],
          await checkpointsIn(session, request),
        );
  const checkpoint = continuation?.checkpoint ?? readTlogProof(bytes)?.checkpoint;
  tellProof(session.terminal, { checkpoint, key, wrong });
  if (wrong !== undefined) throw new MeshError('audit-damaged', `The proof does not hold: ${wrong}. Ask for it again.`);
}

function tellProof(
  terminal: Terminal,
  { checkpoint, key, wrong }: { checkpoint: SignedCheckpoint | undefined; key: NoteKey; wrong: string | undefined },
): void {
  if (terminal.json) {
    const root = checkpoint && toBase64(checkpoint.root);
    const about = { origin: checkpoint?.origin, size: checkpoint?.size, root, keyProvesItself: isSelfCertifying(key) };
    terminal.value({ holds: wrong === undefined, ...about, wrong });
  } else if (wrong === undefined) {
    terminal.line(terminal.paint('green', `The proof holds for ${checkpoint?.origin ?? ''}.`));
  } else {
    terminal.line(`${terminal.paint('red', 'refused')} ${wrong}`);
  }
}

function wrongInclusion(bytes: Uint8Array, key: NoteKey): string | undefined {
  const entry = readTlogProof(bytes)?.extra;
  return entry === undefined ? 'it is no proof with its entry' : wrongProof(bytes, entry, key);
}

function wrongConsistency(
  { checkpoint, hashes, oldSize }: { checkpoint: SignedCheckpoint; hashes: readonly Uint8Array[]; oldSize: number },
  [key, ...formerKeys]: readonly [NoteKey, ...NoteKey[]],
  against: readonly SignedCheckpoint[],
): string | undefined {
  const older = against.find(({ size }) => size === oldSize);
  if (older === undefined) return `it continues a checkpoint of ${oldSize} entries: name that one with --against`;
  if (!isSignedBy(checkpoint, key) || ![key, ...formerKeys].some((one) => isSignedBy(older, one)))
    return 'a checkpoint is not signed by the key of the log';
  return verifyConsistency(older, checkpoint, hashes)
    ? undefined
    : 'the newer checkpoint does not continue the older one';
}
