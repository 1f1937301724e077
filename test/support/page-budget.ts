import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';

/** What a page of ours may cost whoever looks at it. */
export const pageBudget = {
  /** All files together, each compressed by gzip, bytes. */
  bundleBytes: 250_000,
  /** From the start of loading to the first content, over loopback, milliseconds. */
  firstPaintMs: 1000,
  /** The sum of layout shifts up to which a page counts as one that does not jump (web.dev/cls). */
  shift: 0.1,
} as const;

/** Loads of which the best counts: the machine may do something else meanwhile, and the page is none the slower for it. */
const loads = 3;

/** Sums what moved without the reader's doing, from the first paint on; `shiftsUntilNow()` tells the sum. */
export const watchShifts = `
  globalThis.shifts = 0;
  const count = (entries) => { for (const { value, hadRecentInput } of entries) if (!hadRecentInput) shifts += value; };
  const observer = new PerformanceObserver((list) => count(list.getEntries()));
  observer.observe({ type: 'layout-shift', buffered: true });
  globalThis.shiftsUntilNow = () => new Promise((tell) =>
    requestAnimationFrame(() => requestAnimationFrame(() => { count(observer.takeRecords()); tell(shifts); })));
`;

/** How long after the start of loading the first content of a page was painted, milliseconds: the best of a few loads. */
export async function firstPaint(browser: Browser, address: string): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < loads; i++) {
    const page = await (await browser.newContext()).newPage();
    await page.goto(address);
    await page.getByRole('heading').first().waitFor();
    times.push(await paintOf(page));
    await page.context().close();
  }
  return Math.min(...times);
}

/** When the first content of a page was painted, milliseconds from the start of loading. */
export async function paintOf(page: Page): Promise<number> {
  return await page.evaluate<number>(`new Promise((tell) => new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) if (name === 'first-contentful-paint') tell(startTime);
  }).observe({ type: 'paint', buffered: true }))`);
}

/** Every file of a page that is served, from its document on: bytes as compressed by gzip, by path. */
export async function servedFiles(origin: string): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  const paths = ['/'];
  for (const path of paths) {
    const response = await fetch(origin + path);
    if (!response.ok) throw new Error(`${path} is named by the page and not served`);
    const bytes = Buffer.from(await response.arrayBuffer());
    sizes.set(path, gzipSync(bytes).length);
    const named = bytes.toString().matchAll(/(?:\/assets|\.)\/([\w-]+\.(?:js|css|svg))/g);
    for (const [, name] of named) if (!paths.includes(`/assets/${name}`)) paths.push(`/assets/${name}`);
  }
  return sizes;
}

/** Files of its own that a page has loaded so far, without its document. */
export async function loadedFiles(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(
    `performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname).filter((path) => path.startsWith('/assets/'))`,
  );
}

/** What all files of a page weigh together. */
export function weightOf(files: ReadonlyMap<string, number>): number {
  return [...files.values()].reduce((sum, size) => sum + size, 0);
}
