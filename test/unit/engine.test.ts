import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { tuneEngine } from '../../src/engine.ts';

it('asks an engine for nothing that it does not know', () => {
  const versions = ['12.3.219', '12.4.254.21-node.21', '13.5.212.10', '13.6.233.17-node.53', '14.6.202.34-node.34'];
  expect(versions.map((v8) => tuneEngine(v8).length)).toEqual([0, 1, 1, 2, 2]);
  // A flag that is unknown is complained of on standard error, which would stand in every log.
  const options = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  for (const flag of tuneEngine()) expect(options).toContain(`  ${flag.split('=')[0]} `);
});
