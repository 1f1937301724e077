import { spawn } from 'node:child_process';

const openers: Readonly<Record<string, string>> = { darwin: 'open', win32: 'explorer' };

/** Opens an address in the browser of this user. It was printed too, so a machine without a browser loses nothing. */
export function openInBrowser(url: string): void {
  const browser = spawn(openers[process.platform] ?? 'xdg-open', [url], { detached: true, stdio: 'ignore' });
  browser.once('error', () => undefined);
  browser.unref();
}
