import type { Readable } from 'node:stream';
import type { Client } from '../control/control.ts';
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

/** What the command line cannot do over the control API; the hall supplies it. */
export interface LocalNode {
  readonly version: string;
  init(request: InitRequest): Promise<InitReport>;
  /** Where the control socket of a node is. Throws MeshError when there is no readable configuration. */
  socketOf(place: NodePlace): string;
  start(place: NodePlace, signal: AbortSignal): Promise<RunningNode>;
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
