import { open, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MeshError } from '../base/base.ts';
import type { Session } from './session.ts';
import { timeOf } from './terminal.ts';

/** Modules of light around the picture; ISO/IEC 18004 asks for four, and readers are content with two where it is dark. */
const quietZone = 4;

export interface InviteOptions {
  /** How long it is valid, milliseconds. */
  readonly ttl?: number;
  /** As a picture too: on the terminal, or, where a file is named, in it as SVG. */
  readonly qr?: boolean | string;
}

/** `parley invite` */
export async function invite(session: Session, { ttl, qr }: InviteOptions): Promise<void> {
  const { terminal, surroundings, withClient } = session;
  const path = typeof qr === 'string' ? resolve(surroundings.cwd, qr) : undefined;
  const made = async () => await withClient((client) => client.invite(ttl));
  const invitation = path === undefined ? await made() : await writtenTo(path, made);
  if (terminal.json) {
    terminal.value({ ...invitation, ...(path === undefined ? {} : { qr: path }) });
    return;
  }
  if (qr === true) showPicture(session, await pictureOf(invitation.code, 'ascii'));
  terminal.line(invitation.code);
  const advice = `Valid once, until ${timeOf(invitation.expires)}. On the other node: parley join CODE`;
  terminal.line(terminal.paint('dim', advice));
  if (path !== undefined) terminal.line(`As a picture: ${path}. Whoever reads it can take the invitation up.`);
}

/** Shows the picture where it fits; the code itself is shown in any case. */
function showPicture({ surroundings, terminal }: Session, picture: string): void {
  const rows = picture.trimEnd().split('\n');
  const width = rows[0]?.length ?? 0;
  const { isTTY, columns = width } = surroundings.stdout;
  if (isTTY === true && columns < width) {
    const advice = `Make it wider, or have the picture in a file: parley invite --qr invitation.svg`;
    terminal.line(`The picture takes ${width} columns, and this terminal has ${columns}. ${advice}`);
    return;
  }
  for (const row of rows) terminal.line(terminal.paint('picture', row));
}

/** Makes the file before the invitation: one that nobody sees must not be open. Other users of the machine cannot read it. */
async function writtenTo<T extends { readonly code: string }>(path: string, made: () => Promise<T>): Promise<T> {
  const cannot = (cause: unknown): MeshError =>
    new MeshError('request-invalid', `${path} cannot be written. Name a new file, in a folder that you may write to.`, {
      cause,
    });
  const file = await open(path, 'wx', 0o600).catch((cause: unknown) => {
    throw cannot(cause);
  });
  try {
    const invitation = await made();
    const picture = await pictureOf(invitation.code, 'svg');
    // On white of its own: a picture without a ground is not read where the viewer is dark.
    const onWhite = picture.replace('>', '><rect width="100%" height="100%" fill="#fff"/>');
    await file.writeFile(onWhite).catch((cause: unknown) => {
      throw cannot(cause);
    });
    return invitation;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/** Loaded when asked for: every other command starts without it. */
async function pictureOf(code: string, as: 'ascii' | 'svg'): Promise<string> {
  const { encodeQR } = await import('qr');
  return encodeQR(code, as, { ecc: 'low', border: quietZone });
}
