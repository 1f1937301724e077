import type { Readable } from 'node:stream';
import type { Client, Finding, PolicyTools } from '../control/control.ts';
import type { Sink, Terminal } from './terminal.ts';

/** What `parley init` is asked for. */
export interface InitRequest {
  readonly dir: string;
  readonly name?: string | undefined;
  readonly organisation?: string | undefined;
  readonly passphraseFile?: string | undefined;
}

/** What `parley init` made. */
interface InitReport {
  readonly did: string;
  readonly organisation: { readonly id: string; readonly name: string };
  readonly config: string;
  readonly policies: string;
  readonly keyring: string;
  /** The file that unlocks the keyring. */
  readonly unlockedBy: string;
}

/** Which node a command is about. */
interface NodePlace {
  /** The folder of parley.yaml. */
  readonly dir: string;
  /** Dotted configuration key to value. */
  readonly flags: Readonly<Record<string, string>>;
}

/** A node that runs in this process. */
export interface RunningNode {
  /** For people and programs: who and where it is. */
  readonly info: object;
  /** Resolves when it has stopped, for whatever cause. */
  readonly stopped: Promise<void>;
  stop(): Promise<void>;
}

/** Files that hold a secret; absolute paths, at most one of them. */
interface SecretFiles {
  readonly passphraseFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

/** What `parley passphrase` did. */
interface UnlockReport {
  readonly keyring: string;
  readonly unlockedBy: string;
  /** The line that parley.yaml lacks. */
  readonly configure: string | undefined;
}

interface BackupRequest {
  readonly file: string;
  readonly passphraseFile?: string | undefined;
}

/** What `parley backup` wrote. */
interface BackupReport {
  readonly file: string;
  readonly entries: number;
  readonly bytes: number;
}

/** What `parley restore` put in place. */
interface RestoreReport {
  readonly did: string;
  readonly created: number;
  readonly entries: number;
  readonly data: string;
  readonly before: string | undefined;
}

/** What `parley org export` or `import` did. */
interface OrganisationKeyReport {
  readonly file: string;
  readonly organisation: string;
}

/** What the command line cannot do over the control API; the hall supplies it. */
export interface LocalNode {
  readonly version: string;
  /** What starts this command line from anywhere, absolute. */
  readonly program: readonly [command: string, ...args: readonly string[]];
  init(request: InitRequest): Promise<InitReport>;
  /** Makes keys for the parley.yaml that is there; undefined when the node has keys. */
  initKeys(place: NodePlace): Promise<InitReport | undefined>;
  /** Where the control socket of a node is. Throws MeshError when there is no readable configuration. */
  socketOf(place: NodePlace): string;
  start(place: NodePlace, signal: AbortSignal): Promise<RunningNode>;
  /** Speaks MCP with a client on stdio until it closes its end, for the server at a URL. */
  serveMcp(
    options: { readonly url: string; readonly stdin: Readable; readonly write: (line: string) => void },
    signal: AbortSignal,
  ): Promise<void>;
  /** Changes what unlocks the keyring of a node that is not running; asks on the terminal when neither is given. */
  changeUnlock(place: NodePlace, to: SecretFiles): Promise<UnlockReport>;
  /** Writes a backup of a node that is not running. */
  backUp(place: NodePlace, request: BackupRequest): Promise<BackupReport>;
  restore(
    place: NodePlace,
    request: SecretFiles & { readonly file: string; readonly replace?: boolean | undefined },
    progress: (step: 'checked' | 'written', entries: number) => void,
  ): Promise<RestoreReport>;
  /** Writes the key of the organisation to a file, sealed under a passphrase, which is asked for when no file has it. */
  exportOrganisation(place: NodePlace, to: BackupRequest): Promise<OrganisationKeyReport>;
  /** Puts such a key into the keyring of a node that is not running. */
  importOrganisation(
    place: NodePlace,
    from: BackupRequest & { readonly replace?: boolean | undefined },
  ): Promise<OrganisationKeyReport>;
  /** Looks at everything around a node that can keep it from working; `running`: what it says of itself. Throws MeshError as `socketOf`. */
  examine(
    place: NodePlace,
    running: { readonly addresses: readonly string[] } | undefined,
  ): Promise<readonly Finding[]>;
  /** The folder of the policies of a node. Throws MeshError as `socketOf`. */
  policiesOf(place: NodePlace): string;
  /** What can be done with policies without a node; loaded when first asked for. */
  policyTools(): Promise<PolicyTools>;
  /** Runs the testnet to its end; its exit code. Throws MeshError 'not-found' where it was left out. */
  runTestnet(args: readonly string[], signal: AbortSignal): Promise<number>;
}

/** What the command line runs in; `process` has all but `node`. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: Readable;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly node: LocalNode;
}

/** What one command works with. */
export interface Session {
  readonly surroundings: Surroundings;
  readonly terminal: Terminal;
  readonly place: NodePlace;
  readonly signal: AbortSignal;
  /** Runs `work` with a client of the running node. */
  readonly withClient: <T>(work: (client: Client) => Promise<T>) => Promise<T>;
}

/** Options that every command has. */
export interface CommonOptions {
  readonly dir?: string;
  readonly json?: boolean;
  readonly set?: Readonly<Record<string, string>>;
}
