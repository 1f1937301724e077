import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MeshError, utf8 } from '../base/base.ts';
import { exportLines, readCheckpoint, type ExportFormat } from '../audit/audit.ts';
import { maxAuditPage } from '../control/control.ts';
import { copyLog, filesOf } from './audit-files.ts';
import { progressOf } from './progress.ts';
import type { Session } from './session.ts';

/** What to export, and where to. */
interface ExportRequest {
  readonly format: ExportFormat;
  /** Standard output when absent. */
  readonly output?: string | undefined;
  readonly from: number;
}

/** `parley audit export --format otel|cloudevents|ocsf`: one page is in memory at a time. */
export async function exportEntries(session: Session, { format, output, from }: ExportRequest): Promise<void> {
  const { surroundings, withClient, signal } = session;
  const file = output === undefined ? undefined : await openForWriting(resolve(surroundings.cwd, output));
  const write = async (line: string): Promise<void> => {
    if (file === undefined) surroundings.stdout.write(`${line}\n`);
    else await file.write(`${line}\n`);
  };
  try {
    await withClient(async (client) => {
      const { origin } = await client.audit.state();
      let next = from;
      while (!signal.aborted) {
        const { entries } = await client.audit.entries({ from: next, limit: maxAuditPage, signal });
        const page = entries.map(({ index, entry }) => ({ origin, index, bytes: utf8(entry) }));
        for (const line of exportLines(format, page, surroundings.node.version)) await write(line);
        if (page.length === 0) return;
        next = (page.at(-1)?.index ?? next) + 1;
      }
    });
  } finally {
    await file?.close();
  }
}

async function openForWriting(path: string): ReturnType<typeof open> {
  try {
    return await open(path, 'w');
  } catch (cause) {
    throw new MeshError('request-invalid', `${path} cannot be written. Name a file that you may write.`, { cause });
  }
}

/** `parley audit export --format tiles`: the whole log as files that anyone can verify. */
export async function exportTiles(session: Session, output: string | undefined): Promise<void> {
  const { surroundings, terminal, withClient } = session;
  if (output === undefined)
    throw new MeshError('request-invalid', 'Tiles are many files. Name a folder for them with --output.');
  const dir = resolve(surroundings.cwd, output);
  const size = await withClient(async (client) => {
    const state = await client.audit.state();
    const { size } = readCheckpoint(utf8(state.checkpoint)) ?? { size: 0 };
    const progress = progressOf(session, 'entries copied');
    await copyLog(filesOf(client.audit, state), state, { dir, size, progress: (done) => progress(done, size) });
    return size;
  });
  if (terminal.json) terminal.value({ folder: dir, size });
  else terminal.line(`${size} entries in ${dir}. Verify them with: parley audit verify ${dir}`);
}
