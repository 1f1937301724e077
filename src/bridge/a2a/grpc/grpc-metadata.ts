import { Metadata } from '@grpc/grpc-js';
import { limits } from '../../../base/base.ts';
import type { Header } from '../../../wire/wire.ts';
import { requestHeaders } from '../../headers.ts';

/** What frames a message or belongs to one connection: each side says it anew. */
const framing: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'server',
  'user-agent',
]);
/** What gRPC takes for a key, and for a value that is text. */
const keyPattern = /^[0-9a-z_.-]+$/;
const textPattern = /^[ -~]*$/;
/** The one key of gRPC's own that says something of the message. */
const statusDetails = 'grpc-status-details-bin';

function isCarried(key: string): boolean {
  return !framing.has(key) && (!key.startsWith('grpc-') || key === statusDetails);
}

/** Metadata as headers: without what frames, binary values in base64 as on the wire. */
export function headersOf(metadata: Metadata): readonly Header[] {
  return Object.keys(metadata.getMap()).flatMap((key) =>
    isCarried(key)
      ? metadata.get(key).map((value): Header => [key, typeof value === 'string' ? value : value.toString('base64')])
      : [],
  );
}

/** Headers as metadata: without credentials, what frames, and what gRPC cannot have. */
export function metadataOf(headers: readonly Header[]): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of requestHeaders(headers)) {
    const key = name.toLowerCase();
    if (!isCarried(key) || !keyPattern.test(key) || !textPattern.test(value)) continue;
    metadata.add(key, key.endsWith('-bin') ? Buffer.from(value, 'base64') : value);
  }
  return metadata;
}

/** Whether there are more headers, or more bytes of them, than an exchange carries. */
export function isTooMuch(headers: readonly Header[]): boolean {
  const bytes = headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return headers.length > limits.maxHeaders || bytes > limits.maxHeaderBytes;
}
