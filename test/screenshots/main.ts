import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { playDashboardScene } from '../support/dashboard-scene.ts';
import type { TestNode } from '../support/nodes.ts';

/** `npm run screenshots [FOLDER]`: every page of the dashboard of a real node, at both widths, in both themes. */
const folder = process.argv[2] ?? fileURLToPath(new URL('../../docs/screenshots', import.meta.url));
const widths = [1440, 390] as const;
const themes = ['light', 'dark'] as const;

await mkdir(folder, { recursive: true });
await using scene = await playDashboardScene();
const browser = await openBrowser();
try {
  for (const width of widths) for (const theme of themes) await shoot(browser, width, theme);
} finally {
  await browser.close();
}

async function shoot(browser: Browser, width: number, theme: 'light' | 'dark'): Promise<void> {
  const page = await browser.newPage({
    viewport: { width, height: width > 600 ? 900 : 844 },
    deviceScaleFactor: 1,
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  const save = (name: string) =>
    page.screenshot({ path: join(folder, `${name}-${width}-${theme}.png`), fullPage: true });
  await page.goto(`${scene.acme.controlUrl}/`);
  await page.getByRole('heading', { name: 'Parley' }).waitFor();
  await save('login');
  await page.goto('about:blank');
  await page.goto(await addressOf(scene.acme));
  await page.getByText('live', { exact: true }).waitFor();
  const pages: readonly (readonly [name: string, path: string])[] = [
    ['overview', '#/'],
    ['mesh', '#/mesh'],
    ['decisions', '#/decisions'],
    ['decision', `#/decisions/${scene.refused}`],
    ['approvals', '#/approvals'],
    ['delivery', '#/delivery'],
    ['tools', '#/tools'],
    ['audit', '#/audit'],
    ['agent', `#/agents/${scene.globex.did}`],
  ];
  for (const [name, path] of pages) {
    await page.evaluate(`location.hash = ${JSON.stringify(path)}`);
    if (name === 'overview') await scene.order(`For the picture, ${width} ${theme}`);
    await page.waitForTimeout(1300);
    await save(name);
  }
  await page.close();
}

async function addressOf(node: TestNode): Promise<string> {
  const { code } = await node.client.loginCode({ name: 'ann', readOnly: false });
  return `${node.controlUrl}/#login=${code}`;
}
