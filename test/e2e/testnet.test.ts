import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { glob, lstat, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { accessibilityFaults, chromiumPath, noChromium, openBrowser } from '../support/browser.ts';
import { firstPaint, loadedFiles, pageBudget, servedFiles, watchShifts, weightOf } from '../support/page-budget.ts';

const program = 'dist/testnet/main.js';
const playMs = 180_000;

/** Runs the program to its end, and reads the JSON that it printed. */
async function ran(...args: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args]);
  return JSON.parse(stdout);
}

it.each(['partition', 'betrayal', 'offline', 'flood'])(
  'plays the scenario %s to its end',
  async (scenario) => {
    expect(await ran('--scenario', scenario, '--seed', '11', '--json')).toMatchObject({ ok: true, scenario, seed: 11 });
  },
  playMs,
);

type GiveOrder = (...words: readonly string[]) => Promise<string>;

/** Looks at a network that is up in its dashboard, in a real browser, gives orders there, and goes to a node's own. */
async function watchInBrowser(order: GiveOrder): Promise<void> {
  if (chromiumPath === undefined) {
    console.warn(`The dashboard of the testnet is not tested: ${noChromium}.`);
    return;
  }
  const address = /http:\/\/127\.0\.0\.1:\d+\/#login=[\w-]+/.exec(await order('dashboard'))?.[0] ?? '';
  const origin = new URL(address).origin;
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(20_000);
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => !request.url().startsWith(origin) && complaints.push(request.url()));
    await page.addInitScript(watchShifts);
    await page.goto(address);
    await page.getByRole('heading', { name: '4 of 4 nodes ready' }).waitFor();
    expect(page.url()).toBe(`${origin}/`);
    await isLight(page, origin);
    expect(await firstPaint(browser, origin)).toBeLessThanOrEqual(pageBudget.firstPaintMs);
    await seesFaults(page, order);
    const opened = page.context().waitForEvent('page');
    await page.getByRole('button', { name: 'Open dashboard of Acme' }).click();
    const node = await opened;
    await node.getByText('live', { exact: true }).waitFor();
    await node.getByRole('heading', { name: 'Overview' }).waitFor();
    expect(new URL(node.url()).hash).toBe('');
    expect(complaints).toEqual([]);
    const stranger = await (await browser.newContext()).newPage();
    await stranger.goto(address);
    await stranger.getByText('used already').waitFor();
  } finally {
    await browser.close();
  }
}

/** What is done to the network shows at once, whether it was done here or in a terminal. */
async function seesFaults(page: Page, order: GiveOrder): Promise<void> {
  await order('partition', 'acme', 'globex');
  await order('delay', 'acme', 'initech', '20');
  const wrong = page.getByRole('list', { name: 'What is wrong' });
  await wrong.getByText('Acme and Globex are cut off from each other.').waitFor();
  await wrong.getByText('Between Acme and Initech everything takes 20 ms longer.').waitFor();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Kill the node of Initech' }).click();
  await wrong.getByText('The node of Initech: down.').waitFor();
  await page.getByRole('button', { name: 'Start the node of Initech' }).click();
  await page.getByRole('button', { name: 'Heal all: take away every cut and delay' }).click();
  await page.getByRole('heading', { name: '4 of 4 nodes ready' }).waitFor();
  const links = page.getByRole('group', { name: 'Links' });
  // Nodes come back to each other by themselves, each after a pause of its own.
  await links.getByRole('row', { name: /^Acme and Globex connected/ }).waitFor({ timeout: 60_000 });
  expect(await links.getByText(/^(?:cut|\d+ ms longer)$/).count()).toBe(0);
}

/** It weighs little, and nothing jumped since it was loaded. */
async function isLight(page: Page, origin: string): Promise<void> {
  const served = await servedFiles(origin);
  expect([...served.keys()]).toEqual(expect.arrayContaining(await loadedFiles(page)));
  expect(weightOf(served)).toBeLessThanOrEqual(pageBudget.bundleBytes);
  expect(await page.evaluate<number>('shiftsUntilNow()')).toBeLessThan(pageBudget.shift);
}

/** Without faults that axe finds, and no wider than the screen. */
async function isAccessible(page: Page): Promise<void> {
  for (const width of [1440, 390])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect([width, colorScheme, overflow, await accessibilityFaults(page)]).toEqual([width, colorScheme, 0, []]);
    }
}

it(
  'ends in order when something fails that nobody caught: no node stays, no file stays, and it says what happened',
  async () => {
    const provoke = `process.once('SIGUSR2', () => void Promise.reject(new Error('provoked')))`;
    const args = ['--import', `data:text/javascript,${encodeURIComponent(provoke)}`, program, '--scenario', 'approval'];
    const folder = await mkdtemp(join(tmpdir(), 'parley-'));
    onTestFinished(async () => await rm(folder, { recursive: true, force: true }));
    const network = spawn(process.execPath, args, { env: { ...process.env, TMPDIR: folder } });
    const ended = once(network, 'exit');
    let said = '';
    network.stderr.on('data', (piece) => (said += String(piece)));
    const pids: number[] = [];
    // A node runs as soon as it has noted its process.
    while (pids.length === 0 && network.exitCode === null) pids.push(...(await pidsBelow(folder)));
    network.kill('SIGUSR2');
    await ended;
    expect(network.exitCode).toBe(1);
    expect(said).toContain('a promise was rejected, and nobody took it. It stops its nodes.\nError: provoked');
    expect(pids.length).toBeGreaterThan(0);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(
      (await readdir(folder)).filter((name) => name.startsWith('parley-testnet-') && !name.includes('-of-')),
    ).toEqual([]);
  },
  playMs,
);

async function pidsBelow(folder: string): Promise<readonly number[]> {
  const found = glob(join(folder, 'parley-testnet-*/*/data/pid'));
  const texts: string[] = [];
  for await (const path of found) texts.push(await readFile(path, 'utf8').catch(() => ''));
  return texts.filter((text) => text.endsWith('\n')).map(Number);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it(
  'takes orders while it is up, over a socket of this user alone',
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'parley-'));
    const network = spawn(process.execPath, [program, '--scenario', 'approval', '--orgs', '4', '--dir', dir]);
    onTestFinished(async () => {
      if (network.exitCode === null) {
        network.kill('SIGTERM');
        await once(network, 'exit');
      }
      await rm(dir, { recursive: true, force: true });
    });
    const said: string[] = [];
    for await (const line of createInterface({ input: network.stdout })) {
      said.push(line);
      if (line.includes('Ctrl-C stops them')) break;
    }
    expect(said.join('\n')).toMatch(/13 of 13 steps passed|8 of 8 steps passed/);
    expect((await lstat(join(dir, 'testnet.sock'))).mode & 0o777).toBe(0o600);
    const order = async (...words: readonly string[]): Promise<string> =>
      JSON.stringify(await ran(...words, '--dir', dir, '--json'));

    await watchInBrowser(order);
    expect(await order('partition', 'acme', 'globex')).toContain('Acme is cut off from Globex');
    expect(await order('delay', 'acme', 'initech', '20')).toContain('20 ms');
    expect(await order('status')).toContain('acme | globex, acme ~ initech 20 ms');
    expect(await order('heal')).toContain('No way is cut');
    expect(await order('kill', 'initech')).toContain('killed');
    expect(await order('status')).toContain('initech: down');
    expect(await order('start', 'initech')).toContain('is up');
    expect(await order('login', 'acme')).toMatch(/http:\/\/127\.0\.0\.1:\d+\/#login=/);
    await expect(order('kill', 'nobody')).rejects.toThrow('Command failed');
    network.kill('SIGTERM');
    await once(network, 'exit');
    expect(network.exitCode).toBe(0);
    await expect(order('status')).rejects.toThrow('Command failed');
  },
  playMs,
);
