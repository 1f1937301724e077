import { open, rm, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MeshError } from '../base/base.ts';
import type { Session } from './session.ts';
import { timeOf } from './terminal.ts';

/** Modules of light around the picture; ISO/IEC 18004 asks for four, and readers are content with two where it is dark. */
const quietZone = 4;
/** Bytes in the largest QR code, with the least correction of errors (ISO/IEC 18004, version 40-L). */
const maxPictured = 2953;

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
  const { invitation, unpainted } =
    path === undefined ? { invitation: await made(), unpainted: undefined } : await writtenTo(path, made);
  const isPainted = path !== undefined && unpainted === undefined;
  if (terminal.json) terminal.value({ ...invitation, ...(isPainted ? { qr: path } : {}) });
  else {
    if (qr === true) await showPicture(session, invitation.code);
    terminal.line(invitation.code);
    const advice = `Valid once, until ${timeOf(invitation.expires)}. On the other node: parley join CODE`;
    terminal.line(terminal.paint('dim', advice));
    if (isPainted) terminal.line(`As a picture: ${path}. Whoever reads it can take the invitation up.`);
  }
  // Not before: the code that is open is shown nowhere else.
  if (unpainted !== undefined) throw unpainted;
}

/** Shows the picture where it fits; the code itself is shown in any case. */
async function showPicture({ surroundings, terminal }: Session, code: string): Promise<void> {
  if (code.length > maxPictured) {
    terminal.line(tooLong(code));
    return;
  }
  const picture = await pictureOf(code, 'ascii');
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

interface Written<T> {
  readonly invitation: T;
  /** Why there is no picture of it. */
  readonly unpainted: MeshError | undefined;
}

/** Makes the file before the invitation: one that nobody sees must not be open. Other users of the machine cannot read it. */
async function writtenTo<T extends { readonly code: string }>(
  path: string,
  made: () => Promise<T>,
): Promise<Written<T>> {
  const file = await open(path, 'wx', 0o600).catch((cause: unknown) => {
    throw new MeshError('request-invalid', unwritable(path), { cause });
  });
  let isWhole = false;
  try {
    const invitation = await made();
    const unpainted = await paint(file, path, invitation.code);
    isWhole = unpainted === undefined;
    return { invitation, unpainted };
  } finally {
    await file.close();
    if (!isWhole) await rm(path, { force: true });
  }
}

/** Writes a code as a picture; what failed when it cannot. */
async function paint(file: FileHandle, path: string, code: string): Promise<MeshError | undefined> {
  if (code.length > maxPictured) return new MeshError('request-invalid', tooLong(code));
  const picture = await pictureOf(code, 'svg');
  // On white of its own: a picture without a ground is not read where the viewer is dark.
  const onWhite = picture.replace('>', '><rect width="100%" height="100%" fill="#fff"/>');
  return await file.writeFile(onWhite).then(
    () => undefined,
    (cause: unknown) => new MeshError('request-invalid', unwritable(path), { cause }),
  );
}

function unwritable(path: string): string {
  return `${path} cannot be written. Name a new file, in a folder that you may write to.`;
}

/** Codes are ASCII: each character is a byte. */
function tooLong({ length }: string): string {
  return `The code has ${length} characters, and a QR code holds ${maxPictured}: there is no picture of it. Send it as text.`;
}

/** Loaded when asked for: every other command starts without it. */
async function pictureOf(code: string, as: 'ascii' | 'svg'): Promise<string> {
  const { encodeQR } = await import('qr');
  return encodeQR(code, as, { ecc: 'low', border: quietZone });
}
