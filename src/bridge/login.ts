import type { SecretKey } from '../base/base.ts';
import { fromUtf8 } from '../base/base.ts';
import type { Header } from '../wire/wire.ts';

/** How this node proves itself to an agent or server beside it. What it sends never leaves for the mesh. */
export interface Login {
  /**
   * The headers for the next request; its own take the place of what a caller sent. Throws `TargetError` with
   * `agent-unreachable` or `agent-failed` when there is no way to get them now.
   */
  headers(signal: AbortSignal): Promise<readonly Header[]>;
  /** Told that the server refused what `headers` gave; resolves true when there is something newer to try. */
  refused(headers: readonly Header[], signal: AbortSignal): Promise<boolean>;
  /** Told that the server refuses all there is. */
  failed(why: string): void;
}

/** A header that stays the same: an API key, a token of a person. `failed` is told of refusals. */
export function fixedLogin(
  header: { readonly name: string; readonly prefix: string; readonly secret: SecretKey },
  failed: Login['failed'],
): Login {
  const { name, prefix, secret } = header;
  return {
    headers: async () => await Promise.resolve([[name, prefix + (fromUtf8(secret.expose()) ?? '')]]),
    refused: async () => await Promise.resolve(false),
    failed,
  };
}
