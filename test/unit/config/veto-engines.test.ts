import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { utf8 } from '../../../src/base/base.ts';
import { vetoEngines } from '../../../src/veto-engines.ts';

function engineWith(content: string, mode = 0o600) {
  const dir = mkdtempSync(join(tmpdir(), 'parley-token-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const tokenFile = join(dir, 'token');
  writeFileSync(tokenFile, content, { mode });
  return { kind: 'opa', url: 'http://127.0.0.1/', timeoutMs: 500, tokenFile } as const;
}

describe('the token for a policy engine', () => {
  it('is what its file holds, without the line end', () => {
    const [engine] = vetoEngines([engineWith('abc.DEF-123~/+==\n')]);
    expect(engine?.token?.expose()).toEqual(utf8('abc.DEF-123~/+=='));
  });

  it.each([
    ['is empty', '', 0o600, 'config-invalid'],
    ['would be a header of its own', 'se.cr.et\r\nhost: x', 0o600, 'config-invalid'],
    ['others may read', 'se.cr.et', 0o644, 'keyring-permissions'],
  ])('that %s is refused, and not shown', (_, content, mode, code) => {
    expect(() => vetoEngines([engineWith(content, mode)])).toThrow(
      expect.objectContaining({ code, message: expect.not.stringContaining('se.cr.et') }),
    );
  });

  it('that is not there is refused with its name', () => {
    const engine = { ...engineWith('x'), tokenFile: '/nonexistent/token' };
    expect(() => vetoEngines([engine])).toThrow(expect.objectContaining({ code: 'credential-missing' }));
  });
});
