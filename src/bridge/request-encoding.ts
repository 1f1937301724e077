import type { ExchangeRequest } from '../wire/wire.ts';
import { headerValues } from './headers.ts';

/** Why a server might read other bytes than these; undefined when it cannot. */
export function unreadableEncoding(request: ExchangeRequest): string | undefined {
  if (headerValues(request.headers, 'content-encoding').some((value) => value.trim().toLowerCase() !== 'identity')) {
    return 'the body is compressed';
  }
  const types = headerValues(request.headers, 'content-type');
  if (types.length > 1) return 'the content type is given twice';
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(types[0] ?? '')?.[1]?.toLowerCase();
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') return 'the body is not in UTF-8';
  if (headerValues(request.headers, 'x-http-method-override').length > 0) return 'the method is overridden by a header';
  return undefined;
}
