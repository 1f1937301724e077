import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig, type Config } from './config.ts';
import type { Finding, PolicyTools } from './control/control.ts';
import { tuneEngine } from './engine.ts';
import { version } from './version.ts';
import type { BackupReport, BackupRequest } from './backup.ts';
import type { NewUnlock, RekeyReport } from './rekey.ts';
import type { OrganisationFile, OrganisationKeyReport } from './organisation-key.ts';
import type { Progress, RestoreReport, RestoreRequest } from './restore.ts';
import type { StdioIngressOptions } from './bridge/bridge.ts';
import type { Daemon } from './daemon.ts';
import type { InitOptions, InitReport } from './init.ts';

/** Which node: the folder of its parley.yaml, and what overrides that file. */
interface Place {
  readonly dir: string;
  readonly flags: Readonly<Record<string, string>>;
}

/** What the command line needs of the node itself. */
export interface LocalNode {
  readonly version: string;
  readonly program: readonly [command: string, ...args: readonly string[]];
  init(options: InitOptions): Promise<InitReport>;
  initKeys(place: Place): Promise<InitReport | undefined>;
  socketOf(place: Place): string;
  examine(place: Place, running: { readonly addresses: readonly string[] } | undefined): Promise<readonly Finding[]>;
  policiesOf(place: Place): string;
  policyTools(): Promise<PolicyTools>;
  runTestnet(args: readonly string[], signal: AbortSignal): Promise<number>;
  start(place: Place, signal: AbortSignal): Promise<Daemon>;
  serveMcp(options: StdioIngressOptions, signal: AbortSignal): Promise<void>;
  changeUnlock(place: Place, to: NewUnlock): Promise<RekeyReport>;
  backUp(place: Place, request: BackupRequest): Promise<BackupReport>;
  restore(place: Place, request: RestoreRequest, progress: Progress): Promise<RestoreReport>;
  exportOrganisation(place: Place, to: OrganisationFile): Promise<OrganisationKeyReport>;
  importOrganisation(
    place: Place,
    from: OrganisationFile & { readonly replace?: boolean | undefined },
  ): Promise<OrganisationKeyReport>;
}

/** Ties the command line to the node in this process; its parts are loaded when a command needs them. */
export function localNode(env: Readonly<Record<string, string | undefined>>): LocalNode {
  const configOf = ({ dir, flags }: Place): Config => {
    const file = join(dir, 'parley.yaml');
    // A socket named from outside is enough to reach a node whose files are elsewhere.
    const named = (flags['control.socket'] ?? env['PARLEY_CONTROL_SOCKET'] ?? '') !== '';
    return loadConfig({ file: named && !existsSync(file) ? undefined : file, env, flags, tty: process.stderr.isTTY });
  };
  return {
    version,
    program: [process.execPath, ...process.argv.slice(1, 2)],
    init: async (options) => (await import('./init.ts')).initNode(options),
    initKeys: async (place) => (await import('./init.ts')).initKeys(configOf(place)),
    socketOf: (place) => configOf(place).control.socket,
    examine: async (place, running) => (await import('./doctor.ts')).examine(configOf(place), running),
    policiesOf: (place) => configOf(place).policies,
    policyTools: async () => (await import('./policy-tools.ts')).policyTools,
    changeUnlock: async (place, to) => (await import('./rekey.ts')).changeUnlock(configOf(place), to),
    backUp: async (place, request) => (await import('./backup.ts')).backUpStopped(configOf(place), request),
    restore: async (place, request, progress) =>
      (await import('./restore.ts')).restoreBackup(configOf(place), request, progress),
    exportOrganisation: async (place, to) =>
      (await import('./organisation-key.ts')).exportOrganisation(configOf(place), to),
    importOrganisation: async (place, from) =>
      (await import('./organisation-key.ts')).importOrganisation(configOf(place), from),
    serveMcp: async (options, signal) => (await import('./bridge/bridge.ts')).serveStdioIngress(options, signal),
    runTestnet: async (args, signal) => (await import('./testnet-program.ts')).runTestnet(args, signal),
    start: async (place, signal) => {
      const config = configOf(place);
      tuneEngine();
      const { startDaemon } = await import('./daemon.ts');
      return startDaemon(config, { signal });
    },
  };
}
