import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { takingTurns } from '../../../src/signal/turns.ts';

const run = promisify(execFile);
const door = fileURLToPath(new URL('../../../src/signal/signal.ts', import.meta.url));

/** Says what loading the suite gives in a process where every import of libsignal ends as `outcome` says. */
async function loadWhere(outcome: string): Promise<string> {
  const program = `
    import { registerHooks } from 'node:module';
    registerHooks({ resolve(specifier, context, next) {
      if (specifier.startsWith('@signalapp/')) { ${outcome} }
      return next(specifier, context);
    } });
    const { loadSignalSuite } = await import(${JSON.stringify(door)});
    console.log(String((await loadSignalSuite())?.name));`;
  const options = ['--experimental-strip-types', '--input-type=module', '--no-warnings', '-e', program];
  const { stdout } = await run(process.execPath, options);
  return stdout.trim();
}

describe('loading suite signal', () => {
  it('gives nothing where the package is not installed', async () => {
    expect(await loadWhere("return next('@signalapp/of-this-name-there-is-none', context);")).toBe('undefined');
  });

  it('gives nothing where the package has no build for the platform', async () => {
    expect(await loadWhere("throw new Error('No native build was found for platform=plan9');")).toBe('undefined');
  });
});

describe('taking turns', () => {
  it('lets one go on in each turn of the event loop, in the order they came', async () => {
    const turn = takingTurns();
    const seen: string[] = [];
    let over = false;
    const loop = (): void => {
      seen.push('loop');
      if (!over) setImmediate(loop);
    };
    setImmediate(loop);
    await Promise.all(['1', '2', '3'].map((n) => turn().then(() => seen.push(n))));
    over = true;
    expect(seen.filter((entry) => entry !== 'loop')).toEqual(['1', '2', '3']);
    expect(seen.slice(seen.indexOf('1'), seen.indexOf('2'))).toContain('loop');
    expect(seen.slice(seen.indexOf('2'), seen.indexOf('3'))).toContain('loop');
  });
});
