import { resolve } from 'node:path';
import { userInfo } from 'node:os';
import { InvalidArgumentError, type Command } from 'commander';
import { ControlError } from '../control/control.ts';
import { isMeant } from './confirm.ts';
import type { CommonOptions, Session } from './session.ts';
import { harmless, timeOf } from './terminal.ts';

interface Decision {
  readonly by?: string;
  readonly reason?: string;
  readonly yes?: boolean;
}

interface AdmitOptions extends Decision {
  readonly alias?: string;
  /** Seconds. */
  readonly for?: number;
}

interface DismissOptions extends Decision {
  readonly now?: boolean;
}

interface JoinOptions extends Decision {
  /** Id of the organisation that is meant. */
  readonly organisation?: string;
}

interface KeyFileOptions {
  readonly passphraseFile?: string;
  readonly replace?: boolean;
}

/** Adds `parley org [request|admit|join|dismiss|leave|export|import]`. */
export function addOrganisation(program: Command, open: (options: CommonOptions) => Session): void {
  const org = program
    .command('org')
    .description('show the organisation of this agent, and its other agents; share it with another node')
    .action((_: object, command: Command) => show(open(command.optsWithGlobals())));
  org
    .command('request')
    .description('print the code by which this agent asks an organisation to sign for it; it holds no secret')
    .action((_: object, command: Command) => request(open(command.optsWithGlobals())));
  decided(
    org
      .command('admit')
      .description('sign for an agent with the key of the organisation; prints the code that it joins with')
      .argument('<code>', 'what `parley org request` printed there')
      .option('--for <days>', 'how long, as 90d; it ends then (default: 30d, and renewed until dismissed)', readDays)
      .option('--alias <name>', 'local name of the agent'),
  ).action((code: string, options: AdmitOptions, command: Command) =>
    admit(open(command.optsWithGlobals()), code, options),
  );
  decided(
    org
      .command('join')
      .description('let the organisation sign for this agent that gave it the code')
      .argument('<code>', 'what `parley org admit` printed there')
      .option('--organisation <id>', 'join this one only'),
  ).action((code: string, options: JoinOptions, command: Command) =>
    join(open(command.optsWithGlobals()), code, options),
  );
  decided(
    org
      .command('dismiss')
      .description('renew the signature for an agent no more')
      .argument('<agent>', 'alias or DID')
      .option('--now', 'revoke what it has, too (default: that runs out); it stays an agent, of no organisation'),
  ).action((agent: string, options: DismissOptions, command: Command) =>
    dismiss(open(command.optsWithGlobals()), agent, options),
  );
  decided(org.command('leave').description('leave the organisation that this agent joined')).action(
    (options: Decision, command: Command) => leave(open(command.optsWithGlobals()), options),
  );
  addKeyFiles(org, open);
}

function addKeyFiles(org: Command, open: (options: CommonOptions) => Session): void {
  org
    .command('export')
    .description('write the key of the organisation to a file, sealed under a passphrase')
    .argument('<file>', 'a file that is not there yet')
    .option('--passphrase-file <file>', 'the passphrase is in this file (default: it is asked for)')
    .action((file: string, options: KeyFileOptions, command: Command) =>
      exportKey(open(command.optsWithGlobals()), file, options),
    );
  org
    .command('import')
    .description('put the key of an organisation from such a file into the keyring of a node that is not running')
    .argument('<file>', 'what `parley org export` wrote')
    .option('--passphrase-file <file>', 'the passphrase is in this file (default: it is asked for)')
    .option('--replace', 'forget the key of another organisation that is in the keyring, for good')
    .action((file: string, options: KeyFileOptions, command: Command) =>
      importKey(open(command.optsWithGlobals()), file, options),
    );
}

function decided(command: Command): Command {
  return command
    .option('--reason <text>', 'why, for the record')
    .option('--by <name>', 'who decides (default: the name of the user)')
    .option('--yes', 'do not ask');
}

async function show({ terminal, withClient }: Session): Promise<void> {
  const found = await withClient((client) => client.organisation());
  if (terminal.json) {
    terminal.value(found);
    return;
  }
  const { organisation, key, joined, agents } = found;
  terminal.fields([
    ['organisation', organisation === undefined ? 'none' : `${harmless(organisation.name)} ${organisation.id}`],
    ['signed by', key ? 'the key in this keyring' : undefined],
    [
      'joined',
      joined === undefined ? undefined : `${harmless(joined.name)} ${joined.id}, until ${timeOf(joined.until)}`,
    ],
  ]);
  const rows = agents.map(({ alias, did, name, until, renewed }) => [
    alias ?? '',
    did,
    harmless(name),
    timeOf(until),
    renewed ? 'by this node' : '',
  ]);
  terminal.line();
  terminal.table(['ALIAS', 'DID', 'NAME', 'UNTIL', 'RENEWED'], rows, 'No other agent of it is known here.');
}

async function request({ terminal, withClient, surroundings }: Session): Promise<void> {
  const asked = await withClient((client) => client.requestMembership());
  if (terminal.json) {
    terminal.value(asked);
    return;
  }
  terminal.line(asked.code);
  surroundings.stderr.write(
    `Give this to whoever holds the key of the organisation, for \`parley org admit\`. It is for ${harmless(asked.name)} ${asked.did}.\n`,
  );
}

async function admit(
  session: Session,
  code: string,
  { for: seconds, alias, ...decision }: AdmitOptions,
): Promise<void> {
  const { terminal, withClient, surroundings } = session;
  const { did, name = '' } = await withClient((client) => client.readMembership(code));
  const question = `Sign for the agent ${harmless(name)} ${did}? Compare the DID with the one that the other operator reads to you.`;
  if (decision.yes !== true && !(await isMeant(session, question))) {
    terminal.line('Nobody was admitted.');
    return;
  }
  const admitted = await withClient((client) => client.admit({ code, alias, seconds, ...saidBy(decision) }));
  if (terminal.json) {
    terminal.value(admitted);
    return;
  }
  terminal.line(admitted.code);
  const renewal = admitted.renewed ? ', renewed by this node until `parley org dismiss`' : '';
  surroundings.stderr.write(
    `${harmless(admitted.alias)} ${did} is admitted until ${timeOf(admitted.until)}${renewal}. Give the code to its operator, for \`parley org join\`.\n`,
  );
}

async function join(session: Session, code: string, { organisation: wanted, ...decision }: JoinOptions): Promise<void> {
  const { terminal, withClient } = session;
  const { organisation } = await withClient((client) => client.readMembership(code));
  const id = organisation?.id ?? '';
  if (wanted !== undefined && wanted !== id)
    throw new ControlError('refused', `The code is of another organisation: ${id}. Ask for one of ${wanted}.`);
  const question = `Join the organisation ${harmless(organisation?.name ?? '')} ${id}? Its word counts here as our own.`;
  if (decision.yes !== true && !(await isMeant(session, question))) {
    terminal.line('Nothing was joined.');
    return;
  }
  const joined = await withClient((client) => client.joinOrganisation(code, saidBy(decision)));
  if (terminal.json) {
    terminal.value(joined);
    return;
  }
  terminal.line(
    `This agent is of ${harmless(joined.organisation.name)} ${joined.organisation.id} until ${timeOf(joined.until)}; ${harmless(joined.alias)} is known.`,
  );
}

async function dismiss(session: Session, agent: string, { now = false, ...decision }: DismissOptions): Promise<void> {
  const { terminal, withClient } = session;
  const what = now ? `Revoke the signature for ${agent}?` : `Renew the signature for ${agent} no more?`;
  if (decision.yes !== true && !(await isMeant(session, what))) {
    terminal.line('Nobody was dismissed.');
    return;
  }
  const dismissed = await withClient((client) => client.dismiss(agent, { now, ...saidBy(decision) }));
  if (terminal.json) {
    terminal.value(dismissed);
    return;
  }
  const until =
    dismissed.until === undefined
      ? 'It has none now'
      : `What it has ends ${timeOf(dismissed.until)}; \`--now\` ends it at once`;
  terminal.line(`The signature for ${dismissed.did} is renewed no more. ${until}.`);
}

async function leave(session: Session, decision: Decision): Promise<void> {
  const { terminal, withClient } = session;
  if (decision.yes !== true && !(await isMeant(session, 'Leave the organisation that this agent joined?'))) {
    terminal.line('Nothing was left.');
    return;
  }
  const { left, organisation } = await withClient((client) => client.leaveOrganisation(saidBy(decision)));
  if (terminal.json) {
    terminal.value({ left, organisation });
    return;
  }
  const now = organisation === undefined ? 'none' : `${harmless(organisation.name)} ${organisation.id}`;
  terminal.line(`This agent has left ${left}. Its organisation is now: ${now}.`);
}

async function exportKey(
  { surroundings, terminal, place }: Session,
  file: string,
  options: KeyFileOptions,
): Promise<void> {
  const { node, cwd } = surroundings;
  const report = await node.exportOrganisation(place, {
    file: resolve(cwd, file),
    passphraseFile: absolute(cwd, options.passphraseFile),
  });
  if (terminal.json) {
    terminal.value(report);
    return;
  }
  terminal.line(`The key of ${report.organisation} is in ${report.file}, sealed under the passphrase.`);
  terminal.line(
    'Whoever opens it can sign for agents of the organisation and end them. `parley org admit` needs no copy.',
  );
}

async function importKey(
  { surroundings, terminal, place }: Session,
  file: string,
  options: KeyFileOptions,
): Promise<void> {
  const { node, cwd } = surroundings;
  const report = await node.importOrganisation(place, {
    file: resolve(cwd, file),
    passphraseFile: absolute(cwd, options.passphraseFile),
    replace: options.replace,
  });
  if (terminal.json) {
    terminal.value(report);
    return;
  }
  terminal.line(`The keyring has the key of ${report.organisation}; it signs for this agent from the next start on.`);
  terminal.line('Delete the file, and copy the keyring to your backup.');
}

function saidBy({ by = userInfo().username, reason: why }: Decision): { readonly by: string; readonly why?: string } {
  return why === undefined ? { by } : { by, why };
}

function absolute(cwd: string, path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(cwd, path);
}

const secondsPer: Readonly<Record<string, number>> = { h: 3600, d: 86_400 };

/** Reads a time to seconds: of a membership it is counted in hours or days. */
function readDays(text: string): number {
  const [, count, unit = ''] = /^([1-9]\d{0,4})([hd])$/.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError('It must be a number of hours or days, as 12h or 90d.');
  return Number(count) * (secondsPer[unit] ?? 0);
}
