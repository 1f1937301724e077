import { readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { MeshError } from '../base/base.ts';
import { publishedTrust } from '../control/api.ts';
import { recompute } from '../trust/trust.ts';
import type { Session } from './session.ts';
import { harmless, timeOf, type Terminal } from './terminal.ts';

/** One unit of evidence in the API's numbers. */
const unit = 2 ** 20;
/** Largest published score read from a file, bytes. */
const maxFileBytes = 64 * 1024 * 1024;

/** `parley trust <who>` */
export async function showTrust(session: Session, who: string, options: { explain?: true }): Promise<void> {
  const { terminal, withClient } = session;
  if (terminal.json) {
    terminal.value(await withClient((client) => client.publishTrust(who)));
    return;
  }
  const trust = await withClient((client) => client.trust(who));
  const { answer, quarantine } = trust;
  const flags = trust.flags.length === 0 ? undefined : terminal.paint('red', trust.flags.join(', '));
  terminal.fields([
    ['score', `${terminal.paint('bold', String(answer.score))} ${answer.tier}`],
    ['confidence', `${answer.confidence} of 1000`],
    ['flags', flags],
    [
      'quarantined',
      quarantine &&
        `for ${quarantine.cause}, ${quarantine.until === undefined ? 'until a person lifts it' : `until ${timeOf(quarantine.until)}`}`,
    ],
    ['evidence', answer.evidenceRoot],
    ['roots', answer.rootsHash],
    ['parameters', answer.parametersHash],
    ['hour', String(answer.hour)],
  ]);
  if (options.explain) explainScore(terminal, trust);
}

type Trust = Awaited<ReturnType<Parameters<Parameters<Session['withClient']>[0]>[0]['trust']>>;

function explainScore(terminal: Terminal, trust: Trust): void {
  const { r, s, heard, prior, standing, long, short, damage } = trust;
  terminal.line();
  terminal.fields([
    ['seen here', `${inUnits(r)} good, ${inUnits(s)} bad`],
    ['heard', `${inUnits(heard.r)} good, ${inUnits(heard.s)} bad, of at most 10`],
    ['prior', `${inUnits(prior)}, weighs 20; its organisation is ${standing}`],
    ['long', String(long)],
    ['short', `${short}, what the last hours add`],
    ['damage', damage === 0 ? undefined : `${damage}, by misconduct of agents of its organisation`],
  ]);
  const from = heard.from.map((each) => [
    each.organisation,
    inUnits(each.r),
    inUnits(each.s),
    inUnits(each.credibility),
  ]);
  if (from.length > 0) terminal.table(['HEARD FROM', 'GOOD', 'BAD', 'CREDIBILITY'], from, '');
  const announced = trust.announced.map((each) => [
    each.by,
    each.cause,
    timeOf(each.since),
    each.lifted ? 'lifted' : each.until === undefined ? 'a person lifts it' : timeOf(each.until),
    each.counts ? 'yes' : each.lifted ? 'no' : 'no: no receipt shows that they dealt with each other',
  ]);
  if (announced.length > 0) terminal.table(['SHUT OUT BY', 'CAUSE', 'SINCE', 'UNTIL', 'COUNTS'], announced, '');
  const classes = trust.classes.map((each) => [
    each.action,
    each.open ? 'yes' : 'no',
    each.until === undefined ? each.by : `${each.by}, until ${timeOf(each.until)}`,
    inUnits(each.r),
  ]);
  terminal.table(['CLASS', 'MAY WRITE', 'BY', 'GOOD, OF 3'], classes, 'No capability class is open to it.');
}

function inUnits(fixed: number): string {
  return (fixed / unit).toFixed(3);
}

/** `parley trust verify <file>` */
export async function verifyTrust({ terminal }: Session, file: string): Promise<void> {
  const { size } = await stat(file).catch((cause: unknown) => {
    throw new MeshError('not-found', `The file ${file} cannot be read. Check its name.`, { cause });
  });
  if (size > maxFileBytes) throw new MeshError('request-invalid', `The file ${file} is larger than 64 MiB.`);
  const parsed = publishedTrust.safeParse(jsonOf(await readFile(file, 'utf8')));
  if (!parsed.success)
    throw new MeshError(
      'request-invalid',
      `The file ${file} is no published score. \`parley trust <agent> --json\` writes one.`,
    );
  const { differences, answer, credibility } = recompute(parsed.data);
  if (terminal.json) terminal.value({ holds: differences.length === 0, score: answer.score, credibility, differences });
  else if (differences.length === 0) {
    terminal.line(
      `${terminal.paint('green', 'holds')}: ${parsed.data.evidence.subject} scores ${answer.score} as of hour ${answer.hour}`,
    );
    terminal.line(
      credibility === 'recomputed' ? 'Credibility was computed again too.' : 'Credibility was taken as published.',
    );
  } else
    for (const difference of differences) terminal.line(`${terminal.paint('red', 'differs')}: ${harmless(difference)}`);
  if (differences.length > 0)
    throw new MeshError('refused', 'The published score does not come out of what it was published with.');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a decision is given on the command line. */
export interface DecisionOptions {
  readonly why: string;
  readonly by?: string;
  readonly undo?: true;
  readonly for?: string;
  readonly ttl?: number;
}

/** `parley pin | vouch | block | forgive | quarantine | unquarantine <who>` */
export async function decideTrust(
  { terminal, withClient }: Session,
  what: { readonly act: string; readonly target: string },
  options: DecisionOptions,
): Promise<void> {
  const { act, target } = what;
  const { why, by = userInfo().username, undo, for: capability, ttl: seconds } = options;
  const decision = await withClient((client) =>
    client.decideTrust({ act: undo ? `un${act}` : act, target, by, why, capability, seconds }),
  );
  if (terminal.json) terminal.value(decision);
  else
    terminal.line(
      `Recorded: ${decision.act} ${decision.target}, by ${harmless(decision.by)}: ${harmless(decision.why)}`,
    );
}

/** `parley roots` */
export async function showRoots({ terminal, withClient }: Session): Promise<void> {
  const known = await withClient((client) => client.trustRoots());
  if (terminal.json) {
    terminal.value(known);
    return;
  }
  const { roots } = known;
  terminal.fields([
    ['own', roots.organisation],
    ['pinned', listOf(roots.pinned)],
    ['known', listOf(roots.known)],
    [
      'vouched',
      listOf(
        roots.vouches.map(({ target, capability }) => `${target}${capability === '' ? '' : ` for ${capability}`}`),
      ),
    ],
    ['blocked', listOf(roots.blocked)],
    ['forgiven', listOf(roots.forgiven.map(([did]) => did))],
    ['roots', known.rootsHash],
    ['parameters', `version ${known.parameters.version}, ${known.parametersHash}`],
  ]);
  const held = known.quarantined.map((each) => [each.did, each.cause, timeOf(each.until)]);
  if (held.length > 0) terminal.table(['QUARANTINED', 'CAUSE', 'UNTIL'], held, '');
  const rows = known.decisions.map((each) => [
    timeOf(each.at),
    harmless(each.by),
    each.act,
    each.target,
    harmless(each.why),
  ]);
  terminal.table(['WHEN', 'WHO', 'DECIDED', 'ABOUT', 'WHY'], rows, 'The operator has decided nothing yet.');
}

function listOf(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : names.join(' ');
}

/** `parley rate <id> <outcome>` */
export async function rate(
  { terminal, withClient }: Session,
  said: { readonly id: string; readonly outcome: number; readonly about: string; readonly with?: string },
): Promise<void> {
  const rated = await withClient((client) => client.rate(said.id, said.outcome, said.about, said.with));
  if (terminal.json) terminal.value(rated);
  else terminal.line(`${rated.did} scores ${rated.score} now${rated.receipt ? '; a receipt was written' : ''}.`);
}
