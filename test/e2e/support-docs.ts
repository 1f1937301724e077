import { readFileSync } from 'node:fs';

/** Where the documents are tried: a folder that looks like a fresh clone of the repository after `npm ci && npm run build`. */
export const settings = {
  /** Nothing but the clone; the document makes its nodes itself. */
  clone: '',
  /** A clone beside which the agent of the examples runs, as the reader's own would. */
  agent: 'run_agent',
  /** Two nodes that know each other, acme and globex, run in the folder; the agent is behind globex. */
  'two-nodes': 'run_agent; two_nodes',
  /** The same, and `parley` alone means the node in `acme`. */
  acme: 'run_agent; two_nodes; export PARLEY_DIR=$PWD/acme',
} as const;

/** The name of a setting. */
export type Setting = keyof typeof settings;

/** A block of a document that a reader would type in or save. */
export interface Step {
  /** Line of the document on which the block begins, from 1. */
  readonly line: number;
  readonly text: string;
  /** `sh` is run, `background` is started and left running, `node` is a module that is run, `write` becomes a file, `skip` is not tried. */
  readonly kind: 'sh' | 'background' | 'node' | 'write' | 'skip';
  /** The file of `write`; why of `skip`. */
  readonly detail: string;
  /** Shell lines run before it: what the reader has done meanwhile, or reads off what was printed. */
  readonly given: readonly string[];
  /** Whether it ends something that the rest of the document needs, and so is tried after it. */
  readonly isLast: boolean;
}

/** What a document asks to be tried. */
export interface Trial {
  readonly setting: Setting;
  readonly steps: readonly Step[];
}

const shells = new Set(['sh', 'bash', 'console', 'shell', 'zsh', '']);
const fence = /^```(\S*)[^\n]*\n([\s\S]*?)^```$/gm;

/**
 * What is to be tried of a document. A block of shell commands is run as it stands, unless a comment right above it says
 * otherwise: `<!-- run: KIND [DETAIL] -->`, with `last` before the kind to try it at the end, and further lines of the
 * comment run before it. A line `NAME=value` of those is a placeholder that the block shows and a reader replaces.
 * Other blocks are tried only when such a comment says how. `<!-- setting: NAME -->` says where.
 * @throws {RangeError} a comment that is not understood
 */
export function trialOf(text: string): Trial {
  const named = /^<!-- setting: (\S+) -->$/m.exec(text)?.[1] ?? 'clone';
  const setting = Object.keys(settings).find((name): name is Setting => name === named);
  if (setting === undefined) throw new RangeError(`there is no setting "${named}"`);
  const steps = [...text.matchAll(fence)].flatMap((match): Step[] => {
    const [, language = '', body = ''] = match;
    const before = text.slice(0, match.index);
    const comment = /<!-- run:((?:(?!-->)[\s\S])*)-->\n+$/.exec(before)?.[1];
    if (comment === undefined && !shells.has(language)) return [];
    return [{ line: before.split('\n').length, text: body, ...readComment(comment ?? ' sh') }];
  });
  const comments = text.match(/<!-- run:/g)?.length ?? 0;
  const used = [...text.matchAll(/<!-- run:(?:(?!-->)[\s\S])*-->\n+```/g)].length;
  if (comments !== used) throw new RangeError('a comment "run" has no block below it');
  return { setting, steps };
}

function readComment(comment: string): Pick<Step, 'kind' | 'detail' | 'given' | 'isLast'> {
  const [head = '', ...given] = comment
    .trim()
    .split('\n')
    .map((line) => line.trim());
  const [, last, kind, detail = ''] = /^(last )?(sh|background|node|write|skip)(?: (.+))?$/.exec(head) ?? [];
  const needsDetail = kind === 'write' || kind === 'skip';
  if ((kind !== 'sh' && kind !== 'background' && kind !== 'node' && !needsDetail) || needsDetail !== (detail !== ''))
    throw new RangeError(`the comment "run: ${head}" is not understood`);
  return { kind, detail, given, isLast: last !== undefined };
}

/**
 * The script, for bash, that does what a reader of the document would do, in one shell. It ends at the first command
 * that fails. It expects `$CLONE`, the clone's own programs in `$PATH`, and an empty folder as the home.
 */
export function scriptOf(trial: Trial): string {
  const steps = [...trial.steps.filter((step) => !step.isLast), ...trial.steps.filter((step) => step.isLast)];
  return [prelude, settings[trial.setting], ...steps.map(stepScript), 'echo "## done"'].join('\n');
}

function stepScript(step: Step): string {
  if (step.kind === 'skip') return '';
  const names = step.given.flatMap((line) => /^([A-Z][A-Z_]*)=/.exec(line)?.[1] ?? []);
  const shown = new RegExp(String.raw`\b(?:${names.join('|')})\b`, 'g');
  const text = names.length === 0 ? step.text : step.text.replaceAll(shown, (name) => `"\${${name}}"`);
  return [`echo "## line ${step.line}"`, ...step.given, bodyScript(step, text)].join('\n');
}

function bodyScript(step: Step, text: string): string {
  switch (step.kind) {
    case 'sh':
      return text;
    case 'background':
      return text
        .trim()
        .split('\n')
        .map((line) => `exec {out}< <(${line})\nwait_for_line`)
        .join('\n');
    case 'node':
      return `cat > ./tried.mjs <<'END_OF_BLOCK'\n${text}END_OF_BLOCK\nnode ./tried.mjs`;
    case 'write':
      return `cat > ${step.detail} <<'END_OF_BLOCK'\n${text}END_OF_BLOCK`;
    case 'skip':
      return '';
  }
}

/** Functions that settings and comments use. */
const prelude = readFileSync(new URL('docs-prelude.sh', import.meta.url), 'utf8');
