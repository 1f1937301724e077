import { type FSWatcher, watch } from 'node:fs';
import { MeshError } from '../base/base.ts';
import type { CompiledPolicies } from '../policy/policy.ts';
import { checkInWorker } from './check-in-worker.ts';
import type { PolicyFile } from './check-policies.ts';
import { type PolicyProblem, problemOf, showProblem } from './problem.ts';
import { fingerprint, readDirectory } from './read-directory.ts';

/** How to open a rulebook. */
export interface RulebookOptions {
  /** The directory whose `*.cedar` files are the policies. */
  readonly dir: string;
  /** A changed set took effect. */
  readonly onReload: (policies: CompiledPolicies) => void;
  /** A changed set was refused; the one before stays in force. */
  readonly onProblem: (problems: readonly PolicyProblem[]) => void;
  /** How often the directory is looked at, in case the system reports no change, milliseconds; 5000 when absent. */
  readonly pollMs?: number;
}

/** The policies of a directory, kept up to date. */
export interface Rulebook extends AsyncDisposable {
  /** The set in force; take it once per message. */
  current(): CompiledPolicies;
  /** SHA-256 of the set in force, hexadecimal. */
  readonly version: string;
  /** The files of the set in force, as they were read. */
  readonly files: readonly PolicyFile[];
  /** Why what is in the directory is not in force, as of the last look at it; empty when it is. */
  readonly problems: readonly PolicyProblem[];
  /** Reads the directory now. Answers the problems of a refused set; empty when what is there is in force. */
  reload(): Promise<readonly PolicyProblem[]>;
  /** Stops watching and waits for a check under way. */
  close(): Promise<void>;
}

const defaultPollMs = 5000;
/** Editors and `kubectl` change several files in a row; the set is read when it has been quiet this long. */
const quietMs = 100;

/**
 * Opens the rulebook: reads, validates and compiles all `*.cedar` of the directory, then follows its
 * changes. An empty directory is an empty set, which denies everything. Throws MeshError('policy-invalid')
 * with every problem when the set cannot be used.
 */
export async function openRulebook(options: RulebookOptions): Promise<Rulebook> {
  const stop = new AbortController();
  const first = await load(options.dir, stop.signal);
  if ('problems' in first) throw invalid(options.dir, first.problems);
  return new DirectoryRulebook(options, first, stop);
}

function invalid(dir: string, problems: readonly PolicyProblem[]): MeshError {
  const list = problems.map(showProblem).join('\n');
  return new MeshError('policy-invalid', `the policies in ${dir} cannot be used; mend them and start again:\n${list}`);
}

interface Loaded {
  readonly policies: CompiledPolicies;
  readonly files: readonly PolicyFile[];
  readonly fingerprint: string;
}

interface Refused {
  readonly problems: readonly PolicyProblem[];
  readonly fingerprint: string;
}

async function load(dir: string, signal: AbortSignal): Promise<Loaded | Refused> {
  const before = await fingerprint(dir);
  const directory = await readDirectory(dir);
  if (!('files' in directory)) return { problems: directory, fingerprint: before };
  const checked = await checkInWorker(directory, signal);
  if (!('index' in checked)) return { problems: checked, fingerprint: directory.fingerprint };
  return { policies: checked, files: directory.files, fingerprint: directory.fingerprint };
}

class DirectoryRulebook implements Rulebook {
  readonly #options: RulebookOptions;
  readonly #stop: AbortController;
  readonly #poll: NodeJS.Timeout;
  #watcher: FSWatcher | undefined;
  #quiet: NodeJS.Timeout | undefined;
  #policies: CompiledPolicies;
  #files: readonly PolicyFile[];
  #fingerprint: string;
  #problems: readonly PolicyProblem[] = [];
  /** Loads run one after the other, so that an older set cannot overtake a newer one. */
  #running: Promise<readonly PolicyProblem[]> = Promise.resolve([]);

  constructor(options: RulebookOptions, first: Loaded, stop: AbortController) {
    this.#options = options;
    this.#stop = stop;
    this.#policies = first.policies;
    this.#files = first.files;
    this.#fingerprint = first.fingerprint;
    this.#poll = setInterval(() => this.#enqueue(), options.pollMs ?? defaultPollMs).unref();
    this.#watch();
    // What changed between the first reading and the first watching.
    this.#look();
  }

  current(): CompiledPolicies {
    return this.#policies;
  }

  get version(): string {
    return this.#policies.version;
  }

  get files(): readonly PolicyFile[] {
    return this.#files;
  }

  get problems(): readonly PolicyProblem[] {
    return this.#problems;
  }

  async reload(): Promise<readonly PolicyProblem[]> {
    this.#running = this.#running.catch(() => []).then(async () => this.#load());
    return this.#running;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    clearInterval(this.#poll);
    clearTimeout(this.#quiet);
    this.#watcher?.close();
    await this.#running.catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #watch(): void {
    try {
      this.#watcher = watch(this.#options.dir, { persistent: false }, () => this.#look());
      // Without it the poll still sees every change, only later.
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      this.#watcher = undefined;
    }
  }

  /** Loads when it has been quiet for a moment and the directory differs from what was last loaded. */
  #look(): void {
    clearTimeout(this.#quiet);
    if (this.#stop.signal.aborted) return;
    this.#quiet = setTimeout(() => this.#enqueue(), quietMs).unref();
  }

  #enqueue(): void {
    this.#running = this.#running.catch(() => []).then(async () => this.#loadChanged());
    // A callback that throws is its owner's fault; `reload` hands that on, the watch has nobody to tell.
    this.#running.catch(() => undefined);
  }

  async #loadChanged(): Promise<readonly PolicyProblem[]> {
    return (await fingerprint(this.#options.dir)) === this.#fingerprint ? [] : this.#load();
  }

  async #load(): Promise<readonly PolicyProblem[]> {
    const { dir, onProblem, onReload } = this.#options;
    const { signal } = this.#stop;
    if (signal.aborted) return [];
    const loaded = await load(dir, signal).catch((error: unknown) => ({
      problems: [problemOf(undefined, `the policies could not be loaded: ${String(error)}`)],
      fingerprint: '',
    }));
    // Whether it went well or not: what is being closed answers nobody any more.
    if (stopped(signal)) return [];
    this.#fingerprint = loaded.fingerprint;
    this.#problems = 'problems' in loaded ? loaded.problems : [];
    if ('problems' in loaded) {
      onProblem(loaded.problems);
      return loaded.problems;
    }
    const isNew = loaded.policies.version !== this.#policies.version;
    this.#policies = loaded.policies;
    this.#files = loaded.files;
    if (isNew) onReload(loaded.policies);
    return [];
  }
}

/** A function, because the compiler takes a signal that was not aborted before an `await` for one that never will be. */
function stopped(signal: AbortSignal): boolean {
  return signal.aborted;
}
