import { startReverseProxy } from '../support/reverse-proxy.ts';

/** A plain reverse proxy; prints its URL. `/to/<port>/…` goes to that port of this machine. */
export async function runProxy(): Promise<void> {
  const { url } = await startReverseProxy((path) => {
    const [, port = '', rest = ''] = /^\/to\/(\d+)(\/.*)$/.exec(path) ?? [];
    return new URL(rest, `http://127.0.0.1:${port}`);
  });
  console.log(url);
}
