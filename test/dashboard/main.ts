import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout as pass } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, noChromium, openBrowser } from '../support/browser.ts';
import { pageBudget, paintOf } from '../support/page-budget.ts';
import { startCrowd, type Crowd } from './crowd.ts';

/**
 * `npm run bench:dashboard`: how the page of a node fares in a real Chromium while 200 agents are shown and 1000 messages a
 * second are told of. Ends with 1 when a bound is broken, so run it on a machine that does nothing else.
 */
const agents = 200;
const messagesPerSecond = 1000;
/** How long each page is watched, milliseconds. */
const watchMs = 5_000;
/** Loads of the page, the median of which counts. */
const loads = 5;
/** What is promised: of 100 frames so many within so many milliseconds, and the first content after that many. */
const bounds = { frame95Ms: 50, paintMs: pageBudget.firstPaintMs } as const;

const pages = ['', 'mesh', 'decisions'] as const;
const built = fileURLToPath(new URL('../../dist/src/dashboard', import.meta.url));

/** Notes every frame and every task that holds the page up for more than 50 ms, as browsers count them. */
const watch = `
  globalThis.frames = [];
  globalThis.longTasks = [];
  new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) longTasks.push(duration); })
    .observe({ type: 'longtask', buffered: false });
  let before = performance.now();
  const frame = (now) => { frames.push(now - before); before = now; requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
`;

interface Watched {
  readonly frames: readonly number[];
  readonly longTasks: readonly number[];
}

if (chromiumPath === undefined) throw new Error(noChromium);
if (!existsSync(built)) throw new Error('The dashboard is not built: run `npm run build`.');
const broken: string[] = [];
await using crowd = await startCrowd(built, { agents, messagesPerSecond });
const browser = await openBrowser();
try {
  const paints = await firstPaints(browser, crowd);
  const paint = quantile(paints, 0.5);
  console.log(`first content: ${paint.toFixed(0)} ms after the start of loading, the median of ${loads}`);
  if (paint > bounds.paintMs) broken.push('first content');
  for (const path of pages) {
    const { frames, longTasks } = await watchPage(browser, crowd, path);
    const [half, most, last] = [quantile(frames, 0.5), quantile(frames, 0.95), quantile(frames, 1)];
    const told = `${half.toFixed(1)} ms at the median, ${most.toFixed(1)} ms for 95 of 100, ${last.toFixed(0)} ms the slowest`;
    console.log(`page "${path}": ${frames.length} frames in ${watchMs} ms: ${told}; ${tasks(longTasks)}`);
    if (most > bounds.frame95Ms) broken.push(`frames of the page "${path}"`);
  }
  console.log(`${crowd.noted()} messages were told of`);
} finally {
  await browser.close();
}
if (broken.length > 0) {
  console.error(`slower than promised: ${broken.join(', ')}`);
  process.exitCode = 1;
}

async function firstPaints(browser: Browser, crowd: Crowd): Promise<readonly number[]> {
  const times: number[] = [];
  for (let i = 0; i < loads; i++) {
    const page = await open(browser, crowd);
    times.push(await paintOf(page));
    await page.context().close();
  }
  return times;
}

async function watchPage(browser: Browser, crowd: Crowd, path: string): Promise<Watched> {
  const page = await open(browser, crowd);
  await page.evaluate(`location.hash = '#/${path}'`);
  await page.locator('main .card').first().waitFor();
  // The page settles first: what is measured is how it goes on.
  await pass(1000);
  await page.evaluate(watch);
  await pass(watchMs);
  const watched = await page.evaluate<Watched>('({ frames, longTasks })');
  await page.context().close();
  return watched;
}

async function open(browser: Browser, crowd: Crowd): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto(await crowd.address());
  await page.getByText('live', { exact: true }).waitFor();
  return page;
}

function tasks(longTasks: readonly number[]): string {
  if (longTasks.length === 0) return 'no task over 50 ms';
  return `${longTasks.length} tasks over 50 ms, the longest ${Math.max(...longTasks).toFixed(0)} ms`;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Infinity;
}
