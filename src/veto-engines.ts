import { fromUtf8, SecretKey } from './base/base.ts';
import type { Config } from './config.ts';
import { notASecret, readSecretFile, withoutLineEnd, type SecretPurpose } from './secret-file.ts';
import type { VetoBackend } from './veto/veto.ts';

const purpose: SecretPurpose = {
  without: 'The remote policy engine cannot be asked',
  use: 'which holds the token for a policy engine',
  setting: 'veto in parley.yaml',
  code: 'config-invalid',
};

/** The engines of the configuration, with their tokens read. Throws MeshError as `readSecretFile` does, and 'config-invalid' for a file without a token. */
export function vetoEngines(engines: Config['veto']): readonly VetoBackend[] {
  return engines.map(({ tokenFile, ...engine }) =>
    tokenFile === undefined ? engine : { ...engine, token: tokenIn(tokenFile) },
  );
}

function tokenIn(path: string): SecretKey {
  const token = withoutLineEnd(readSecretFile(path, purpose));
  // RFC 6750, section 2.1: what may stand in the header.
  if (/^[\w.~+/-]+=*$/.test(fromUtf8(token) ?? '')) return SecretKey.own(token);
  throw notASecret(path, 'holds no bearer token', purpose);
}
