import { userInfo } from 'node:os';
import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import type { CommonOptions, Session } from './session.ts';
import { timeOf } from './terminal.ts';

interface DashboardOptions {
  readonly readOnly?: true;
  readonly open?: true;
  readonly name?: string;
}

/** Adds `parley dashboard`. */
export function addDashboard(program: Command, open: (options: CommonOptions) => Session): void {
  program
    .command('dashboard')
    .description('print the address of the dashboard, with a code that logs in once')
    .option('--read-only', 'the login may look, and change nothing')
    .option('--name <name>', 'who it is for; proposed as the name in records (default: the name of the user)')
    .option('--open', 'open it in the browser')
    .action((options: DashboardOptions, command: Command) => show(open(command.optsWithGlobals()), options));
}

async function show({ terminal, withClient }: Session, options: DashboardOptions): Promise<void> {
  const { readOnly = false, name = userInfo().username } = options;
  const { url, expires } = await withClient(async (client) => {
    const { control } = await client.status();
    const { code, expires: until } = await client.loginCode({ name, readOnly });
    // A fragment: browsers send it to nobody, and the page takes it out of the address.
    return { url: `${control}/#login=${code}`, expires: until };
  });
  if (terminal.json) terminal.value({ url, readOnly, expires });
  else {
    terminal.line(url);
    terminal.line(
      terminal.paint('dim', `Logs in once, until ${timeOf(expires)}${readOnly ? '; the login may only look' : ''}.`),
    );
  }
  if (options.open === true) openBrowser(url);
}

const openers: Readonly<Record<string, string>> = { darwin: 'open', win32: 'explorer' };

/** The address stands on the terminal too, so a machine without a browser loses nothing. */
function openBrowser(url: string): void {
  const browser = spawn(openers[process.platform] ?? 'xdg-open', [url], { detached: true, stdio: 'ignore' });
  browser.once('error', () => undefined);
  browser.unref();
}
