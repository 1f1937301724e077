import { describe, expect, it } from 'vitest';
import { checkInWorker } from '../../../src/rulebook/check-in-worker.ts';

const good = { name: 'a.cedar', text: 'permit (principal, action, resource);' };

describe('the check in a worker', () => {
  it('gives the set', async () => {
    const set = await checkInWorker({ files: [good], version: 'v' }, new AbortController().signal);
    expect(set).toMatchObject({ version: 'v', size: 1 });
  });

  it('that dies is a problem of the set, told as such', async () => {
    // What no reading gives: the worker throws over it, as it would over a defect of its own.
    const broken: { readonly name: string; readonly text: string } = JSON.parse('{"name":"a.cedar"}');
    const answer = await checkInWorker({ files: [broken], version: '' }, new AbortController().signal);
    expect(answer).toEqual([expect.objectContaining({ message: expect.stringMatching(/the check .* broke off: /) })]);
  });

  it('that takes too long is a problem of the set as well', async () => {
    const answer = await checkInWorker({ files: [good], version: '' }, AbortSignal.abort());
    expect(answer).toEqual([expect.objectContaining({ message: 'the check of the policies took too long' })]);
  });
});
