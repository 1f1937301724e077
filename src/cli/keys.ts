import { resolve } from 'node:path';
import type { Session } from './session.ts';
import { timeOf } from './terminal.ts';

/** `parley passphrase` */
export async function changePassphrase(
  { surroundings, terminal, place }: Session,
  options: { readonly passphraseFile?: string; readonly keyFile?: string },
): Promise<void> {
  const report = await surroundings.node.changeUnlock(place, {
    passphraseFile: absolute(surroundings.cwd, options.passphraseFile),
    keyFile: absolute(surroundings.cwd, options.keyFile),
  });
  if (terminal.json) {
    terminal.value(report);
    return;
  }
  terminal.line(`The keyring ${report.keyring} is unlocked by ${report.unlockedBy} from now on.`);
  if (report.configure !== undefined) terminal.line(`Put this under keyring in parley.yaml: ${report.configure}`);
  terminal.line('Backups and copies made before still open in the old way.');
}

/** `parley backup` */
export async function backUp(
  { surroundings, terminal, place, withClient }: Session,
  file: string,
  options: { readonly passphraseFile?: string },
): Promise<void> {
  const request = {
    file: resolve(surroundings.cwd, file),
    passphraseFile: absolute(surroundings.cwd, options.passphraseFile),
  };
  // A node that runs holds its store: it writes the backup itself, while it goes on.
  const report = await withClient((client) => client.backup(request)).catch((error: unknown) => {
    if (isNotRunning(error)) return surroundings.node.backUp(place, request);
    throw error;
  });
  if (terminal.json) terminal.value(report);
  else terminal.line(`${report.entries} values in ${report.file}, ${report.bytes} bytes`);
}

function isNotRunning(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'not-running';
}

/** `parley restore` */
export async function restore(
  { surroundings, terminal, place }: Session,
  file: string,
  options: { readonly passphraseFile?: string; readonly keyFile?: string; readonly replace?: boolean },
): Promise<void> {
  const { cwd, stderr } = surroundings;
  const request = {
    file: resolve(cwd, file),
    passphraseFile: absolute(cwd, options.passphraseFile),
    keyFile: absolute(cwd, options.keyFile),
    replace: options.replace,
  };
  const report = await surroundings.node.restore(place, request, (step, entries) => {
    if (stderr.isTTY === true && !terminal.json) stderr.write(`\r${step} ${entries} values`);
  });
  if (terminal.json) {
    terminal.value(report);
    return;
  }
  if (stderr.isTTY === true) stderr.write('\n');
  terminal.fields([
    ['restored', `${report.entries} values, as they were ${timeOf(report.created)}`],
    ['agent', report.did],
    ['data', report.data],
    ['before', report.before],
  ]);
  terminal.line('Never run the node that was there before again: two nodes with one identity are taken for a forgery.');
}

function absolute(cwd: string, path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(cwd, path);
}
