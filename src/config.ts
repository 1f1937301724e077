import type { ParsedConfig } from './config-schema.ts';

/** The node's configuration: validated, with absolute paths, frozen through and through. */
export type Config = DeepReadonly<
  Omit<ParsedConfig, 'control' | 'keyring' | 'log'> & {
    /** The file it was read from, absolute; undefined when there was none. */
    file: string | undefined;
    control: { host: string; port: number; /** Absolute, short enough for a socket. */ socket: string };
    /** Where the keyring lies, and the file that unlocks it; absolute. */
    keyring: { file: string; unlock: { kind: 'passphrase-file' | 'key-file'; path: string } };
    log: { level: ParsedConfig['log']['level']; pretty: boolean };
  }
>;

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** Where the configuration comes from; a later one wins: file, environment, flags. */
export interface ConfigSources {
  /** Path of parley.yaml; undefined for defaults alone, with paths relative to the working directory. */
  readonly file: string | undefined;
  /** `process.env`; the variables that count are listed in `settings`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Dotted key to value, as `--set log.level=debug` gives them. */
  readonly flags?: Readonly<Record<string, string>>;
}

/**
 * Reads, checks and freezes the configuration. Throws MeshError 'config-unreadable' when the file cannot be
 * read, 'config-invalid' with key, value, what is allowed, and file:line for everything else.
 */
export declare function loadConfig(sources: ConfigSources): Config;
