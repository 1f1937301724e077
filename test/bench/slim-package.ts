import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** Exact, so that every run is beside the same bytes. */
const version = '2.0.0-alpha.5';
const runtimeVersion = '0.31.0-3';
const installWithinMs = 120_000;

/** A folder of its own with `@agntcy/slim-bindings`, which goes with it. */
export interface SlimFolder extends AsyncDisposable {
  readonly dir: string;
}

/**
 * Fetches the package from the npm registry into a temporary folder, with the one native library of this
 * platform: 19 MB to load, 50 MB on disk. Left to itself npm would take those of all platforms, which are not
 * marked as such, five times as much. No script of the packages is run. Throws where there is no such library,
 * or no registry.
 */
export async function fetchSlim(): Promise<SlimFolder> {
  const dir = await mkdtemp(join(tmpdir(), 'parley-slim-'));
  const remove = (): Promise<void> => rm(dir, { recursive: true, force: true });
  const platform = platformId();
  const packages = [
    `@agntcy/slim-bindings@${version}`,
    `@agntcy/slim-bindings-${platform}@${version}`,
    `@ubjs/node-${platform}@${runtimeVersion}`,
  ];
  console.error(`Fetching ${packages.join(', ')} from the npm registry into ${dir}, removed at the end.`);
  try {
    await writeFile(join(dir, 'package.json'), '{ "private": true }');
    const options = ['--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
    const how = { cwd: dir, timeout: installWithinMs, shell: process.platform === 'win32' };
    await promisify(execFile)('npm', ['install', '--prefix', dir, ...options, ...packages], how);
  } catch (cause) {
    await remove();
    throw new Error(`npm could not install @agntcy/slim-bindings for ${platform}: ${complaintOf(cause)}`, { cause });
  }
  return { dir, [Symbol.asyncDispose]: remove };
}

/** The line in which npm says what went wrong. */
function complaintOf(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  return /^npm error (?!code|syscall|errno)(.+)$/m.exec(said)?.[1] ?? 'it said nothing';
}

/** How the packages name this platform. */
function platformId(): string {
  const { platform, arch } = process;
  if (platform === 'win32') return `win32-${arch}-msvc`;
  return platform === 'linux' ? `linux-${arch}-${libc()}` : `${platform}-${arch}`;
}

/** Node's report names the version of glibc only where it runs on it. */
function libc(): 'gnu' | 'musl' {
  const report: { readonly header?: { readonly glibcVersionRuntime?: string } } = process.report.getReport();
  return report.header?.glibcVersionRuntime === undefined ? 'musl' : 'gnu';
}

/** What the bench calls of the package; times in milliseconds. */
export interface Slim {
  readonly Name: new (organisation: string, namespace: string, application: string) => SlimName;
  readonly SessionType: { readonly PointToPoint: number };
  initializeWithConfigs(runtime: object, tracing: object, services: readonly object[]): void;
  newRuntimeConfig(): object;
  newTracingConfigWith(level: string, threadNames: boolean, threadIds: boolean, filters: readonly string[]): object;
  newServiceConfig(): object;
  newInsecureServerConfig(endpoint: string): object;
  newInsecureClientConfig(url: string): object;
  getGlobalService(): {
    runServerAsync(config: object): Promise<void>;
    connectAsync(config: object): Promise<bigint>;
    createAppWithSecret(name: SlimName, secret: string): SlimApp;
  };
}

/** Name of an app. */
export type SlimName = object;

/** A client of the server under one name. */
export interface SlimApp {
  subscribeAsync(name: SlimName, connection: bigint): Promise<void>;
  setRouteAsync(name: SlimName, connection: bigint): Promise<void>;
  createSessionAndWaitAsync(config: object, to: SlimName): Promise<SlimSession>;
  listenForSessionAsync(timeout: undefined): Promise<SlimSession>;
}

/** One end of a session. */
export interface SlimSession {
  getMessageAsync(timeout: undefined): Promise<SlimMessage>;
  /** Resolves when it is sent. */
  publishAsync(payload: ArrayBuffer, type: undefined, metadata: undefined): Promise<unknown>;
  /** Resolves when the other side has acknowledged it. */
  publishAndWaitAsync(payload: ArrayBuffer, type: undefined, metadata: undefined): Promise<void>;
  publishToAsync(context: object, payload: ArrayBuffer, type: undefined, metadata: undefined): Promise<unknown>;
}

/** A message that came. */
export interface SlimMessage {
  readonly context: object;
  readonly payload: ArrayBuffer;
}

/** Loads the package of that folder; only errors are logged. Throws where it does not load. */
export async function loadSlim(dir: string): Promise<Slim> {
  const path = createRequire(join(dir, 'package.json')).resolve('@agntcy/slim-bindings');
  const slim: Slim = await import(pathToFileURL(path).href);
  const tracing = slim.newTracingConfigWith('error', false, false, []);
  slim.initializeWithConfigs(slim.newRuntimeConfig(), tracing, [slim.newServiceConfig()]);
  return slim;
}
