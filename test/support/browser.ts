import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';

/** Where a Chromium may be, the first that is there is used; `PARLEY_CHROMIUM` names another. */
const places = [
  process.env['PARLEY_CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The Chromium of this machine; undefined when there is none. */
export const chromiumPath = places.find((path) => path !== '' && existsSync(path));

/** What a test says when it is skipped for want of a browser. */
export const noChromium = 'no Chromium here; install one, or name one in PARLEY_CHROMIUM';

/** Starts the Chromium of this machine, without a window. */
export async function openBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(noChromium);
  // Root, as in containers, gets no sandbox; the pages are our own, from loopback.
  return await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
}

/** What axe finds wrong with the page as it stands: rule, and the elements. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<{ id: string; nodes: { target: unknown[]; failureSummary?: string }[] }[]>(
    `axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations)`,
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}
