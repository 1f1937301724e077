import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { MeshError } from './base/base.ts';
import { dotted, problemsOf, type Problem } from './config-problem.ts';
import { configSchema, type ParsedConfig } from './config-schema.ts';
import { withSecretPaths, type LoginConfig } from './config-login.ts';
import { withNatsPaths } from './config-nats.ts';
import { overridesOf, type Override } from './config-settings.ts';

/** The node's configuration: validated, with absolute paths, frozen through and through. */
export type Config = DeepReadonly<
  Omit<ParsedConfig, 'control' | 'keyring' | 'log'> & {
    /** The file it was read from, absolute; undefined when there was none. */
    file: string | undefined;
    /** `socket` is absolute and short enough for the system. */
    control: { host: string; port: number; socket: string };
    /** Where the keyring lies, and what unlocks it; paths are absolute. */
    keyring: { file: string; unlock: UnlockConfig };
    log: { level: ParsedConfig['log']['level']; pretty: boolean };
  }
>;

type UnlockConfig =
  | { kind: 'passphrase-file' | 'key-file'; path: string }
  | { kind: 'key-fd'; fd: number }
  | { kind: 'credential'; name: string }
  | { kind: 'ask' };

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** Where the configuration comes from; a later one wins: file, environment, flags. */
export interface ConfigSources {
  /** Path of parley.yaml; undefined for defaults alone, with paths relative to the working directory. */
  readonly file: string | undefined;
  /** What the file is going to hold, instead of reading it. */
  readonly text?: string;
  /** `process.env`; the variables that count are listed in config-settings.ts. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Dotted key to value, as `--set log.level=debug` gives them. */
  readonly flags?: Readonly<Record<string, string>>;
  /** Whether logs go to a person's terminal: decides `log.pretty` when nothing else does. */
  readonly tty?: boolean;
}

/** Largest configuration file, bytes: a thousand peers with addresses fit. */
const maxFileBytes = 1024 * 1024;
/** YAML aliases may not multiply a small file into a large document. */
const maxAliases = 100;
/** Problems told at once; the rest shows when these are mended. */
const maxProblems = 10;
/** `sun_path` less its final zero; macOS and the BSDs have 104, Linux 108. */
const maxSocketBytes = process.platform === 'linux' ? 107 : 103;

/**
 * Reads, checks and freezes the configuration. Throws MeshError 'config-unreadable' when the file cannot be
 * read, 'config-invalid' with key, value, what is allowed, and file:line for everything else.
 */
export function loadConfig(sources: ConfigSources): Config {
  const file = sources.file === undefined ? undefined : resolve(sources.file);
  const source = parseYaml(file, sources.text);
  const overrides = overridesOf(sources.env, sources.flags ?? {});
  const input = withOverrides(source.value, overrides, source);
  const result = configSchema.safeParse(input);
  if (!result.success) throw invalid(problemsOf(result.error, input), source, overrides);
  const config = complete(result.data, file, sources.tty === true);
  const socketBytes = Buffer.byteLength(config.control.socket);
  if (socketBytes > maxSocketBytes)
    throw invalid([socketTooLong(config.control.socket, socketBytes)], source, overrides);
  return freeze(config);
}

interface Source {
  readonly file: string | undefined;
  readonly value: unknown;
  readonly document: Document | undefined;
  readonly lines: LineCounter;
}

function parseYaml(file: string | undefined, text: string | undefined): Source {
  const lines = new LineCounter();
  if (file === undefined) return { file, value: {}, document: undefined, lines };
  const document = parseDocument(text ?? readText(file), { lineCounter: lines, schema: 'core', prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new MeshError('config-invalid', `${file}:${line}:${col}: not valid YAML: ${error.message}.`);
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: maxAliases });
    return { file, value: emptyAsAbsent(value ?? {}), document, lines };
  } catch (cause) {
    throw new MeshError('config-invalid', `${file}: its YAML aliases cannot be resolved. Write the values out.`, {
      cause,
    });
  }
}

function readText(file: string): string {
  try {
    const { size } = statSync(file);
    if (size <= maxFileBytes) return readFileSync(file, 'utf8');
    throw new MeshError('config-unreadable', `${file} has ${size} bytes; a configuration has at most ${maxFileBytes}.`);
  } catch (cause) {
    if (cause instanceof MeshError) throw cause;
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const why = missing
      ? 'there is no such file. `parley init` makes one'
      : 'it may be a folder or belong to another user';
    throw new MeshError('config-unreadable', `${file} cannot be read: ${why}.`, { cause });
  }
}

/** A key whose value was left empty or commented out means its default, not null. */
function emptyAsAbsent(value: unknown): unknown {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map((item: unknown) => (item === null ? null : emptyAsAbsent(item)));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, emptyAsAbsent(item)]));
}

function withOverrides(value: unknown, overrides: readonly Override[], source: Source): unknown {
  if (!isRecord(value)) {
    throw new MeshError('config-invalid', `${source.file ?? ''}:1: a configuration consists of lines "key: value".`);
  }
  return overrides.reduce((config, { key, value }) => setIn(config, key.split('.'), value), value);
}

function setIn(
  target: Readonly<Record<string, unknown>>,
  path: readonly string[],
  value: unknown,
): Record<string, unknown> {
  const [head, ...rest] = path;
  if (head === undefined) return { ...target };
  const inner = target[head];
  return { ...target, [head]: rest.length === 0 ? value : setIn(isRecord(inner) ? inner : {}, rest, value) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function socketTooLong(socket: string, bytes: number): Problem {
  const text = `control.socket is ${socket}, ${bytes} bytes; allowed: a path of at most ${maxSocketBytes} bytes, a limit of the system. Name a shorter one, such as /run/user/1000/parley.sock`;
  return { path: ['control', 'socket'], unknownKey: false, text: `${text}.` };
}

function invalid(problems: readonly Problem[], source: Source, overrides: readonly Override[]): MeshError {
  const shown = problems
    .slice(0, maxProblems)
    .map((problem) => `${place(problem, source, overrides)}: ${problem.text}`);
  const rest = problems.length - shown.length;
  return new MeshError('config-invalid', [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n'));
}

function place(problem: Problem, source: Source, overrides: readonly Override[]): string {
  const key = dotted(problem.path.filter((part) => typeof part === 'string'));
  const override = overrides.findLast((entry) => entry.key === key);
  if (override !== undefined) return override.origin;
  if (source.file === undefined || source.document === undefined) return 'configuration';
  const { line, col } = source.lines.linePos(offsetOf(problem, source.document));
  return `${source.file}:${line}:${col}`;
}

/** Where the value stands, or its key when that is what is wrong; for what is missing, where it would stand. */
function offsetOf(problem: Problem, document: Document): number {
  const parent = document.getIn(problem.path.slice(0, -1), true) ?? document.contents;
  if (isMap(parent)) {
    const pair = parent.items.find(
      (item) => isPair(item) && isScalar(item.key) && item.key.value === problem.path.at(-1),
    );
    const key = pair?.key;
    if (isNode(key) && key.range) return key.range[0];
  }
  for (let length = problem.path.length; length > 0; length--) {
    const node = document.getIn(problem.path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function complete(parsed: ParsedConfig, file: string | undefined, tty: boolean): Config {
  const base = file === undefined ? process.cwd() : dirname(file);
  const data = resolve(base, parsed.data);
  return {
    ...parsed,
    file,
    data,
    policies: resolve(base, parsed.policies),
    approvals: { ...parsed.approvals, ...webhookOf(parsed.approvals, base) },
    ...loginsOf(parsed, base),
    veto: parsed.veto.map(({ tokenFile, ...engine }) => ({
      ...engine,
      ...(tokenFile === undefined ? {} : { tokenFile: resolve(base, tokenFile) }),
    })),
    telemetry: telemetryOf(parsed.telemetry, base),
    identity: {
      ...parsed.identity,
      show: parsed.identity.show.map(({ kind, file: path }) => ({ kind, file: resolve(base, path) })),
    },
    agentmesh: {
      ...parsed.agentmesh,
      ...(parsed.agentmesh.tokenFile === undefined ? {} : { tokenFile: resolve(base, parsed.agentmesh.tokenFile) }),
    },
    mailbox: { ...parsed.mailbox, nats: withNatsPaths(parsed.mailbox.nats, (path) => resolve(base, path)) },
    control: { ...parsed.control, socket: resolve(base, parsed.control.socket ?? join(data, 'control.sock')) },
    keyring: {
      file: join(data, 'keyring'),
      unlock: unlockOf(parsed.keyring, { base, data }),
    },
    log: { level: parsed.log.level, pretty: parsed.log.pretty ?? tty },
  };
}

function loginsOf({ agent, mcp }: ParsedConfig, base: string): Pick<ParsedConfig, 'agent' | 'mcp'> {
  const absolute = <T extends { readonly login?: LoginConfig | undefined }>(at: T): T =>
    at.login === undefined ? at : { ...at, login: withSecretPaths(at.login, (path) => resolve(base, path)) };
  const servers = Object.entries(mcp.servers).map(
    ([name, server]) => [name, 'url' in server ? absolute(server) : server] as const,
  );
  return {
    agent: agent.a2a === undefined ? agent : { ...agent, a2a: absolute(agent.a2a) },
    mcp: { ...mcp, servers: Object.fromEntries(servers) },
  };
}

function telemetryOf({ otlp }: ParsedConfig['telemetry'], base: string): ParsedConfig['telemetry'] {
  const { header } = otlp ?? {};
  if (otlp === undefined || header?.secret.secretFile === undefined) return { otlp };
  const secret = { ...header.secret, secretFile: resolve(base, header.secret.secretFile) };
  return { otlp: { ...otlp, header: { ...header, secret } } };
}

function webhookOf({ webhook }: ParsedConfig['approvals'], base: string): Pick<ParsedConfig['approvals'], 'webhook'> {
  if (webhook?.secretFile === undefined) return {};
  return { webhook: { ...webhook, secretFile: resolve(base, webhook.secretFile) } };
}

function unlockOf(
  { passphraseFile, keyFile, keyFd, credential, passphrase }: ParsedConfig['keyring'],
  { base, data }: { readonly base: string; readonly data: string },
): UnlockConfig {
  if (passphraseFile !== undefined) return { kind: 'passphrase-file', path: resolve(base, passphraseFile) };
  if (keyFd !== undefined) return { kind: 'key-fd', fd: keyFd };
  if (credential !== undefined) return { kind: 'credential', name: credential };
  if (passphrase !== undefined) return { kind: 'ask' };
  return { kind: 'key-file', path: resolve(base, keyFile ?? join(data, 'keyring.key')) };
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
