import { readFile, stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { fromUtf8, MeshError } from '../base/base.ts';
import { apiLimits, type Received } from '../control/control.ts';
import type { Session } from './session.ts';
import { harmless, timeOf, type Terminal } from './terminal.ts';

interface SendOptions {
  readonly topic?: string;
  readonly file?: string;
  readonly contentType?: string;
  readonly replyTo?: string;
  readonly ttl?: number;
  readonly priority?: 'interactive' | 'normal' | 'bulk';
}

/** `parley send` */
export async function send(
  session: Session,
  { to, text }: { readonly to: string; readonly text: string | undefined },
  { file, ttl, ...options }: SendOptions,
): Promise<void> {
  const body = await bodyOf(session, text, file);
  await session.withClient(async (client) => {
    const { id } = await client.send({ to, body, ...options, ttlSeconds: ttl }, session.signal);
    if (session.terminal.json) session.terminal.value({ id, state: 'accepted' });
    else session.terminal.line(`accepted ${id}`);
  });
}

async function bodyOf(
  { surroundings }: Session,
  text: string | undefined,
  file: string | undefined,
): Promise<string | Uint8Array> {
  if (file !== undefined && text !== undefined) {
    throw new MeshError('request-invalid', 'Both a text and --file were given. Give one of them.');
  }
  if (file !== undefined) return readWhole(file);
  return text === undefined || text === '-' ? buffer(surroundings.stdin) : text;
}

async function readWhole(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size <= apiLimits.maxMessageBytes) return await readFile(file);
    throw new MeshError(
      'message-too-large',
      `${file} has ${size} bytes; a message has at most ${apiLimits.maxMessageBytes}. Send it in parts.`,
    );
  } catch (cause) {
    if (cause instanceof MeshError) throw cause;
    throw new MeshError('request-invalid', `${file} cannot be read. Check its name and permissions.`, { cause });
  }
}

/** `parley inbox` */
export async function readInbox(
  { terminal, withClient, signal }: Session,
  options: { follow?: boolean; ack?: boolean },
): Promise<void> {
  await withClient(async (client) => {
    let shown = 0;
    for await (const message of client.inbox({ follow: options.follow === true, signal })) {
      show(terminal, message);
      shown++;
      if (options.ack === true) await message.ack();
    }
    if (shown === 0 && options.follow !== true && !terminal.json) terminal.line(terminal.paint('dim', 'No messages.'));
  });
}

function show(terminal: Terminal, message: Received): void {
  const { id, cursor, from, alias, topic, contentType, replyTo, created, received, body } = message;
  const text = fromUtf8(body);
  if (terminal.json) {
    const shown = text === undefined ? { body: Buffer.from(body).toString('base64') } : { text };
    terminal.value({ id, cursor, from, alias, topic, contentType, replyTo, created, received, ...shown });
    return;
  }
  const about = topic === '' ? '' : ` ${harmless(topic)}`;
  terminal.line(
    `${terminal.paint('bold', alias ?? from)}${about} ${terminal.paint('dim', `${timeOf(received)} ${id}`)}`,
  );
  terminal.line(text === undefined ? `(${body.length} bytes of ${harmless(contentType)})` : harmless(text));
}
