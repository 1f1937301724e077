import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, chromiumPath, noChromium, openBrowser } from '../support/browser.ts';
import { playDashboardScene, type DashboardScene } from '../support/dashboard-scene.ts';
import { firstPaint, loadedFiles, pageBudget, servedFiles, watchShifts, weightOf } from '../support/page-budget.ts';

if (chromiumPath === undefined) console.warn(`The dashboard is not tested: ${noChromium}.`);

const looks = [1440, 390].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ colorScheme, width })),
);

/** Every page of the dashboard. */
const pages = ['', 'mesh', 'decisions', 'approvals', 'delivery', 'tools', 'audit', 'an agent', 'a decision'] as const;

/** Waits until something is on the page, and says that it is. */
async function shows(wanted: Locator): Promise<boolean> {
  await wanted.first().waitFor();
  return await wanted.first().isVisible();
}

describe.skipIf(chromiumPath === undefined)('the dashboard, in a real browser before a real node', () => {
  let scene: DashboardScene;
  let browser: Browser;
  let page: Page;
  /** What the page complained of, and what it asked of others than the node. */
  const complaints: string[] = [];
  const foreign: string[] = [];

  const watch = (watched: Page): void => {
    watched.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    watched.on('pageerror', (error) => complaints.push(error.message));
    watched.on('request', (request) => {
      if (!request.url().startsWith(scene.acme.controlUrl)) foreign.push(request.url());
    });
  };
  const codeFor = async (readOnly: boolean): Promise<string> =>
    (await scene.acme.client.loginCode({ name: 'ann', readOnly })).code;
  const open = async (readOnly = false): Promise<Page> => {
    const fresh = await (await browser.newContext()).newPage();
    watch(fresh);
    // Less than a test may take: a failure then names what was waited for.
    fresh.setDefaultTimeout(10_000);
    await fresh.goto(`${scene.acme.controlUrl}/#login=${await codeFor(readOnly)}`);
    await fresh.getByText('live', { exact: true }).waitFor();
    return fresh;
  };
  /** Where a page is; those about one thing are about what the scene has. */
  const placeOf = (name: (typeof pages)[number]): string => {
    if (name === 'an agent') return `#/agents/${scene.globex.did}`;
    return name === 'a decision' ? `#/decisions/${scene.refused}` : `#/${name}`;
  };
  const go = (to: string): Promise<unknown> => page.evaluate(`location.hash = ${JSON.stringify(to)}`);

  beforeAll(async () => {
    scene = await playDashboardScene();
    browser = await openBrowser();
    page = await open();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await scene?.[Symbol.asyncDispose]();
  });

  it('logs in by a code that leaves the address at once, and shows whether the node is ready', async () => {
    expect(page.url()).toBe(`${scene.acme.controlUrl}/`);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.getByRole('heading', { name: 'Ready' }).waitFor();
    const kept = await page.evaluate('JSON.stringify({ ...sessionStorage, ...localStorage }) + document.cookie');
    expect(kept).toContain('ann');
  });

  it('shows a message as it comes', async () => {
    await go('#/');
    await scene.order('While somebody watches');
    const now = page.getByRole('group', { name: 'Messages now' });
    expect(await shows(now.getByText('received'))).toBe(true);
  });

  it('draws every agent with its tier in words, and leads to its page by keyboard', async () => {
    await go('#/mesh');
    const agent = page.getByRole('link', { name: /^globex of Globex, standard, \d+, connected$/ });
    await agent.focus();
    await page.getByRole('heading', { name: 'globex', exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Agent', exact: true }).waitFor();
    await page.getByRole('img', { name: /^From \d+ to \d+/ }).waitFor();
    await page
      .getByRole('group', { name: 'The evidence behind each step' })
      .getByText(/good in/)
      .first()
      .waitFor();
    expect(await shows(page.getByText('read:market-data', { exact: true }))).toBe(true);
  });

  it('says why a message was refused, by which rule, and checks its proof itself', async () => {
    await go('#/decisions');
    await page.getByRole('button', { name: 'refused' }).click();
    await page.getByRole('link', { name: new RegExp(`${scene.refused.slice(-8)}$`) }).click();
    await page.getByText('Salaries stay in the house.').waitFor();
    await page.getByText('acme.no-salaries', { exact: true }).waitFor();
    await page.getByText('Send the totals instead').waitFor();
    await page.getByRole('button', { name: 'Check the proof' }).click();
    expect(await shows(page.getByText('holds'))).toBe(true);
  });

  it('takes an answer to a held call, with who and why', async () => {
    await go('#/approvals');
    await page.getByText('Payments are for a person to decide.').waitFor();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Say why: it stands in the audit log.').waitFor();
    await page.getByLabel('Why', { exact: true }).fill('agreed by phone');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('agreed by phone').waitFor();
    const [answered] = (await scene.acme.client.approvals()).filter(({ state }) => state === 'approved');
    expect(answered?.answer).toMatchObject({ by: 'ann', why: 'agreed by phone' });
  });

  it('sends a dead letter anew', async () => {
    await go('#/delivery');
    await page.getByRole('checkbox').first().check();
    await page.getByRole('button', { name: 'Send 1 anew' }).click();
    await page.getByText('1 sent anew.').waitFor();
    expect((await scene.acme.client.deadLetters()).count).toBe(0);
  });

  it('shows what changed in a tool, and checks the signature of the log', async () => {
    await go('#/tools');
    await page.getByText('tell nobody').first().waitFor();
    await go('#/audit');
    await page.getByRole('button', { name: 'Check its signature' }).click();
    expect(await shows(page.getByText('checked by this browser'))).toBe(true);
  });

  it('changes nothing when the login is read-only: no buttons, and no way past them', async () => {
    const reader = await open(true);
    await reader.getByText('read only').waitFor();
    await reader.evaluate(`location.hash = '#/tools'`);
    await reader.getByText('tell nobody').first().waitFor();
    expect(await reader.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    await reader.evaluate(`location.hash = '#/agents/${scene.globex.did}'`);
    await reader.getByText('Nothing was decided about it.').waitFor();
    expect(await reader.getByRole('form').count()).toBe(0);
    expect(await reader.getByText('Kill switch').count()).toBe(0);
    for (const path of ['/v1/stop', '/v1/trust/decisions', '/v1/kills', '/v1/kills/revive']) {
      const status = await reader.evaluate<number>(
        `fetch('${path}', { method: 'POST', headers: { authorization: 'Bearer ' + JSON.parse(sessionStorage.getItem('parley.login')).token } }).then((r) => r.status)`,
      );
      expect([path, status]).toEqual([path, 403]);
    }
    await reader.context().close();
    complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes('403')));
  });

  it('has no faults that axe finds, on any page, in either theme, on a screen or a phone', async () => {
    const faults: string[] = [];
    for (const { colorScheme, width } of looks) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      for (const to of pages) {
        await go(placeOf(to));
        await page.locator('main .card').first().waitFor();
        const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        const found = await accessibilityFaults(page);
        faults.push(...found.map((fault) => `${to} ${colorScheme} ${width}: ${fault}`));
        faults.push(...(overflow > 0 ? [`${to} is ${overflow} px too wide for ${width}`] : []));
      }
    }
    expect(faults).toEqual([]);
  }, 120_000);

  /** Fills in why, goes on by the Tab key to a button and presses it; resolves when the node has done it. */
  const decide = async (form: string, word: string, done: string): Promise<void> => {
    await page.getByRole('form', { name: form }).getByLabel('Why', { exact: true }).focus();
    await page.keyboard.type(`${word}, as agreed`);
    await page.keyboard.press('Tab');
    for (let i = 0; i < 5 && (await focused()) !== word; i++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: done }).waitFor();
  };
  const focused = (): Promise<string> => page.evaluate<string>('document.activeElement.textContent');

  it('vouches for an agent, blocks it and forgives it, by keyboard alone, with who and why', async () => {
    await go(`#/agents/${scene.globex.did}`);
    const form = 'Decide on globex';
    await page.getByRole('form', { name: form }).getByRole('button', { name: 'Block', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Say why: it stands in the audit log.').waitFor();
    await page.getByLabel('Vouch for one action').fill('mcp.call');
    await decide(form, 'Vouch', 'You vouched for it.');
    const { roots: vouched } = await scene.acme.client.trustRoots();
    expect(vouched.vouches).toMatchObject([{ target: scene.globex.did, capability: 'mcp.call' }]);
    await decide(form, 'Take the vouch back', 'Nobody vouches for it here any more.');
    await decide(form, 'Block', 'It is blocked.');
    expect((await scene.acme.client.trustRoots()).roots.blocked).toEqual([scene.globex.did]);
    await page.getByRole('button', { name: 'Unblock' }).waitFor();
    expect(await focused()).toBe('Unblock');
    await decide(form, 'Unblock', 'It is no longer blocked.');
    await decide(form, 'Forgive', 'It is forgiven what it did until now.');
    const { roots, decisions } = await scene.acme.client.trustRoots();
    expect([roots.vouches, roots.blocked, roots.forgiven.map(([did]) => did)]).toEqual([[], [], [scene.globex.did]]);
    expect(decisions.map(({ act, by, why }) => `${act} ${by} ${why}`)).toEqual([
      'vouch ann Vouch, as agreed',
      'unvouch ann Take the vouch back, as agreed',
      'block ann Block, as agreed',
      'unblock ann Unblock, as agreed',
      'forgive ann Forgive, as agreed',
    ]);
    expect(await shows(page.getByRole('group', { name: 'Decided' }).getByText('Forgive, as agreed'))).toBe(true);
  });

  it('kills all dealings with an agent behind a fold, and takes it back, by keyboard and without faults of axe', async () => {
    const form = 'Decide on the kill switch for globex';
    await page.getByText('Kill switch').focus();
    await page.keyboard.press('Enter');
    await decide(form, 'Kill', 'It is killed: nothing passes between you any more.');
    expect(await scene.acme.client.kills()).toMatchObject([
      { target: scene.globex.did, by: 'ann', why: 'Kill, as agreed' },
    ]);
    await expect(scene.acme.client.send({ to: 'globex', body: 'Still there?' })).rejects.toMatchObject({
      reason: 'killed',
    });
    await page.getByText('In force for this agent.').waitFor();
    const faults: string[] = [];
    for (const { colorScheme, width } of looks) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      faults.push(...(await accessibilityFaults(page)).map((fault) => `${colorScheme} ${width}: ${fault}`));
    }
    expect(faults).toEqual([]);
    await decide(form, 'Revive', 'The kill is taken back.');
    expect(await scene.acme.client.kills()).toEqual([]);
  });

  it('asks nothing of anybody else, and breaks no rule of its content security policy', () => {
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it.each(pages)('does not jump while messages come, on the page "%s"', async (to) => {
    const other = await open();
    await other.evaluate(`location.hash = ${JSON.stringify(placeOf(to))}`);
    await other.addInitScript(watchShifts);
    await other.reload();
    await other.getByText('live', { exact: true }).waitFor();
    await other.locator('main .card').first().waitFor();
    for (let i = 0; i < 3; i++) await scene.order(`While the page ${to} is open, ${i}`);
    const shifts = (): Promise<number> => other.evaluate<number>('shiftsUntilNow()');
    expect(await shifts()).toBeLessThan(pageBudget.shift);
    // That it is measured at all: this moves everything.
    await other.evaluate(`document.body.style.paddingTop = '300px'`);
    expect(await shifts()).toBeGreaterThan(pageBudget.shift);
    await other.context().close();
  });

  it('weighs little: everything that the node serves of it, compressed', async () => {
    const served = await servedFiles(scene.acme.controlUrl);
    const asked = await loadedFiles(page);
    expect([...served.keys()]).toEqual(expect.arrayContaining(asked));
    expect(asked.length).toBeGreaterThan(1);
    expect(weightOf(served)).toBeLessThanOrEqual(pageBudget.bundleBytes);
  });

  it('paints its first content within a second of the start of loading', async () => {
    expect(await firstPaint(browser, scene.acme.controlUrl)).toBeLessThanOrEqual(pageBudget.firstPaintMs);
  });

  it('asks for a new login when the old one has ended', async () => {
    const other = await open();
    await other.getByRole('button', { name: 'Log out' }).click();
    for (const { colorScheme, width } of looks) {
      await other.emulateMedia({ colorScheme });
      await other.setViewportSize({ width, height: 900 });
      expect([colorScheme, width, await accessibilityFaults(other)]).toEqual([colorScheme, width, []]);
    }
    await other.getByLabel('Login code').fill(await codeFor(false));
    await other.getByRole('button', { name: 'Log in' }).click();
    expect(await shows(other.getByText('live', { exact: true }))).toBe(true);
    await other.context().close();
  });
});
