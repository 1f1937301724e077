import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientDocument, undescribed } from '../../support/client-document.ts';
import { root } from './markdown.ts';

describe('docs/client.md', () => {
  it('is what `npm run docs:client` makes of the source', async () => {
    await expect(await clientDocument()).toMatchFileSnapshot(join(root, 'docs/client.md'));
  });

  it('has a word on every method', () => {
    expect(undescribed()).toEqual([]);
  });
});
