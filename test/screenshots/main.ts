import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { playDashboardScene } from '../support/dashboard-scene.ts';
import { startNode, type TestNode } from '../support/nodes.ts';
import { document, documents } from '../unit/docs/markdown.ts';
import { startTestnet } from './testnet.ts';

/**
 * `npm run screenshots [FOLDER]`: every page of the dashboard of a real node, as it is with something to show and with
 * nothing, and that of a testnet, at both widths, in both themes. Those that documents show are renewed beside them.
 */
const fromRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const folder = process.argv[2] ?? fromRoot('dist/screenshots');
const shown = fromRoot('docs/screenshots');

const looks = ([1440, 390] as const).flatMap((width) =>
  (['light', 'dark'] as const).map((theme) => ({ width, theme })),
);
type Look = (typeof looks)[number];
/** A page: its name among the pictures, and its place. */
type Place = readonly [name: string, path: string];

const pages: readonly Place[] = [
  ['overview', '#/'],
  ['mesh', '#/mesh'],
  ['decisions', '#/decisions'],
  ['approvals', '#/approvals'],
  ['delivery', '#/delivery'],
  ['tools', '#/tools'],
  ['audit', '#/audit'],
];

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const browser = await openBrowser();
try {
  await shootTestnet(browser);
  await shootEmpty(browser);
  await shootScene(browser);
} finally {
  await browser.close();
}
await renewShown();

/** A node with something on every page. */
async function shootScene(browser: Browser): Promise<void> {
  await using scene = await playDashboardScene();
  const more: readonly Place[] = [
    ['decision', `#/decisions/${scene.refused}`],
    ['agent', `#/agents/${scene.globex.did}`],
  ];
  for (const look of looks) {
    const page = await open(browser, look);
    await page.goto(`${scene.acme.controlUrl}/`);
    await page.getByRole('heading', { name: 'Parley' }).waitFor();
    await save(page, 'login', look);
    await logIn(page, scene.acme);
    await scene.order(`For the picture, ${look.width} ${look.theme}`);
    await shootPages(page, [...pages, ...more], look);
    await page.close();
  }
}

/** A node that has just begun. */
async function shootEmpty(browser: Browser): Promise<void> {
  await using node = await startNode({ name: 'acme', organisation: 'Acme Ltd' });
  for (const look of looks) {
    const page = await open(browser, look);
    await logIn(page, node);
    const empty = pages.map(([name, path]): Place => [`empty-${name}`, path]);
    await shootPages(page, empty, look);
    await page.close();
  }
}

/** The network of a testnet, with all well and with faults. */
async function shootTestnet(browser: Browser): Promise<void> {
  await using network = await startTestnet();
  for (const look of looks) {
    const page = await open(browser, look);
    await page.goto(await network.address());
    await page.getByRole('heading', { name: /nodes ready/ }).waitFor();
    await settle(page);
    await save(page, 'testnet', look);
    await network.order('partition', 'acme', 'globex');
    await network.order('kill', 'initech');
    await page.getByText('The node of Initech: down.').waitFor();
    await settle(page);
    await save(page, 'testnet-faults', look);
    await network.order('start', 'initech');
    await network.order('heal');
    await page.getByRole('heading', { name: '4 of 4 nodes ready' }).waitFor();
    await page.close();
  }
}

async function open(browser: Browser, { width, theme }: Look): Promise<Page> {
  const viewport = { width, height: width > 600 ? 900 : 844 };
  return await browser.newPage({ viewport, deviceScaleFactor: 1, colorScheme: theme, reducedMotion: 'reduce' });
}

async function logIn(page: Page, node: TestNode): Promise<void> {
  const { code } = await node.client.loginCode({ name: 'ann', readOnly: false });
  await page.goto('about:blank');
  await page.goto(`${node.controlUrl}/#login=${code}`);
  await page.getByText('live', { exact: true }).waitFor();
}

async function shootPages(page: Page, places: readonly Place[], look: Look): Promise<void> {
  for (const [name, path] of places) {
    await page.evaluate(`location.hash = ${JSON.stringify(path)}`);
    await settle(page);
    await save(page, name, look);
  }
}

/** Two looks of the node, so that what a page asks for is there and what was told has come. */
async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(1300);
}

async function save(page: Page, name: string, { width, theme }: Look): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}-${width}-${theme}.png`), fullPage: true });
}

/** The documents show few of them, and no others are kept beside them. */
async function renewShown(): Promise<void> {
  const links = documents().flatMap((path) => [...document(path).matchAll(/screenshots\/([\w-]+\.png)/g)]);
  const names = new Set(links.map(([, name = '']) => name));
  await mkdir(shown, { recursive: true });
  for (const name of await readdir(shown)) if (!names.has(name)) await rm(join(shown, name));
  for (const name of names) await copyFile(join(folder, name), join(shown, name));
  console.log(`${(await readdir(folder)).length} pictures in ${folder}, ${names.size} of them shown by the documents`);
}
