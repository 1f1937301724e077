import { resolve } from 'node:path';
import { MeshError } from '../base/base.ts';
import { maxNoteBytes, readCheckpoint } from '../audit/audit.ts';
import { readIfThere, writeInto } from './audit-files.ts';
import type { Session } from './session.ts';

/** `parley audit prove`: files that whoever gets them verifies without any node. */
export async function prove(
  { surroundings, terminal, withClient }: Session,
  id: string,
  options: { readonly output?: string; readonly since?: string },
): Promise<void> {
  const dir = resolve(surroundings.cwd, options.output ?? '.');
  const older = options.since === undefined ? undefined : await sizeIn(resolve(surroundings.cwd, options.since));
  const written = await withClient(async (client) => {
    const { key, proofs } = await client.audit.proofs(id);
    const files: string[] = [];
    const write = async (name: string, content: string): Promise<void> => {
      await writeInto(dir, name, content);
      files.push(name);
    };
    await write('log.key', `${key}\n`);
    for (const { index, entry, proof, salt } of proofs) {
      await write(`${id}.${index}.json`, entry);
      await write(`${id}.${index}.tlog-proof`, proof);
      if (salt !== undefined) await write(`${id}.${index}.salt`, `${salt}\n`);
    }
    if (older !== undefined) await write(`${id}.consistency`, await client.audit.consistency(older));
    return files;
  });
  if (terminal.json) terminal.value({ folder: dir, files: written });
  else for (const name of written) terminal.line(name);
}

async function sizeIn(path: string): Promise<number> {
  const bytes = await readIfThere(path, maxNoteBytes);
  const checkpoint = bytes === undefined ? undefined : readCheckpoint(bytes);
  if (checkpoint !== undefined) return checkpoint.size;
  throw new MeshError('request-invalid', `${path} is no checkpoint. Name one that was exported or kept before.`);
}
