import type { Command } from 'commander';
import { ControlError } from '../control/control.ts';
import type { CommonOptions, Session } from './session.ts';
import { reloadPolicies } from './mesh.ts';
import { harmless } from './terminal.ts';

type Open = (options: CommonOptions) => Session;

/** Adds `parley policy` and what belongs to it. Commands that take a folder work without a node. */
export function addPolicy(program: Command, open: Open): void {
  const policy = program.command('policy').description('work with the policies');
  const run = (command: Command): Session => open(command.optsWithGlobals());
  policy
    .command('reload')
    .description('read the policies again now')
    .action((_: object, command: Command) => reloadPolicies(run(command)));
  policy
    .command('check')
    .description('check a folder of policies: syntax, types, rules that can never match')
    .argument('[folder]', 'default: the policies of the node')
    .action((folder: string | undefined, _: object, command: Command) => check(run(command), folder));
  policy
    .command('show')
    .description('print the policies in Cedar, also those written in YAML, each with its file and line')
    .argument('[folder]', 'default: the policies of the node')
    .action((folder: string | undefined, _: object, command: Command) => show(run(command), folder));
  policy
    .command('test')
    .description('run a folder of cases against the policies')
    .argument('<cases>', 'folder of YAML files with cases')
    .option('--policies <folder>', 'default: the policies of the node')
    .action((cases: string, _: object, command: Command) => test(run(command), cases, command.opts()));
  policy
    .command('explain')
    .description('decide on facts in a file: the answer, the rules that made it, the facts they used')
    .argument('<facts>', 'YAML file with principal, action, resource, context')
    .option('--policies <folder>', 'default: the policies of the node')
    .action((facts: string, _: object, command: Command) => explainFacts(run(command), facts, command.opts()));
  policy
    .command('diff')
    .description('tell which policies another folder adds, removes and changes')
    .argument('<folder>', 'the other policies')
    .option('--policies <folder>', 'default: the policies of the node')
    .action((folder: string, _: object, command: Command) => diff(run(command), folder, command.opts()));
  policy
    .command('simulate')
    .description('judge what the running node has journalled by another folder, and list what would change')
    .argument('<folder>', 'the other policies')
    .action((folder: string, _: object, command: Command) => simulate(run(command), folder));
  policy
    .command('labels')
    .description('show the labels that peers carry')
    .option('--clear', 'take all of them away')
    .action((_: object, command: Command) => labels(run(command), command.opts()));
}

interface Folder {
  readonly policies?: string;
}

function folderOf({ surroundings, place }: Session, folder: string | undefined): string {
  return folder ?? surroundings.node.policiesOf(place);
}

async function check(session: Session, folder: string | undefined): Promise<void> {
  const { terminal, surroundings } = session;
  const tools = await surroundings.node.policyTools();
  const checked = await tools.check(folderOf(session, folder));
  if (terminal.json) terminal.value(checked);
  else terminal.line(`${checked.policies} policies are good, version ${checked.version.slice(0, 12)}`);
}

async function show(session: Session, folder: string | undefined): Promise<void> {
  const { terminal, surroundings } = session;
  const tools = await surroundings.node.policyTools();
  const policies = await tools.show(folderOf(session, folder));
  if (terminal.json) {
    terminal.value(policies);
    return;
  }
  for (const { id, file, line, cedar } of policies) {
    terminal.line(terminal.paint('dim', `// ${harmless(id)} at ${harmless(file)}:${line}`));
    terminal.line(`${harmless(cedar)}\n`);
  }
}

async function test(session: Session, cases: string, options: Folder): Promise<void> {
  const { terminal, surroundings } = session;
  const tools = await surroundings.node.policyTools();
  const results = await tools.test(folderOf(session, options.policies), cases);
  const failed = results.filter(({ fault }) => fault !== undefined);
  if (terminal.json) terminal.value({ cases: results.length, failed });
  for (const { file, name, fault } of terminal.json ? [] : failed)
    terminal.line(`${terminal.paint('red', 'wrong')} ${harmless(file)}: ${harmless(name)}: ${harmless(fault ?? '')}`);
  if (failed.length > 0)
    throw new ControlError(
      'refused',
      `${failed.length} of ${results.length} cases went wrong. Mend the policies, or the cases.`,
    );
  if (!terminal.json) terminal.line(`${results.length} cases went as expected`);
}

async function explainFacts(session: Session, facts: string, options: Folder): Promise<void> {
  const { terminal, surroundings } = session;
  const tools = await surroundings.node.policyTools();
  const decision = await tools.explain(folderOf(session, options.policies), facts);
  if (terminal.json) {
    terminal.value(decision);
    return;
  }
  const { allow, reason, retryAfterMs, obligations, errors, policies } = decision;
  const outcome = allow ? terminal.paint('green', 'allowed') : terminal.paint('red', 'denied');
  const wait = retryAfterMs === undefined ? '' : `, again in ${retryAfterMs} ms`;
  terminal.line(`${outcome}${reason === undefined ? '' : `, ${reason}${wait}`}`);
  if (policies.length === 0 && !allow) terminal.line('No policy permits it.');
  for (const { id, file, line, facts: used, annotations } of policies) {
    terminal.line(`policy ${harmless(id)} at ${harmless(file)}:${line}`);
    if (annotations['reason'] !== undefined) terminal.line(`  ${harmless(annotations['reason'])}`);
    for (const { name, value } of used) terminal.line(`  ${harmless(name)} is ${harmless(value)}`);
  }
  for (const error of errors) terminal.line(`${terminal.paint('yellow', 'error')} ${harmless(error)}`);
  const owed = Object.entries(obligations).filter(([, words]) => words.length > 0);
  for (const [name, words] of owed) terminal.line(`${name} ${harmless(words.join(', '))}`);
}

async function diff(session: Session, folder: string, options: Folder): Promise<void> {
  const { terminal, surroundings } = session;
  const tools = await surroundings.node.policyTools();
  const { added, removed, changed } = await tools.diff(folderOf(session, options.policies), folder);
  if (terminal.json) {
    terminal.value({ added, removed, changed });
    return;
  }
  for (const { id, file, line } of added)
    terminal.line(`${terminal.paint('green', '+')} ${harmless(id)} at ${harmless(file)}:${line}`);
  for (const { id, file, line } of removed)
    terminal.line(`${terminal.paint('red', '-')} ${harmless(id)} at ${harmless(file)}:${line}`);
  for (const { before, after } of changed) {
    terminal.line(`${terminal.paint('yellow', '~')} ${harmless(after.id)} at ${harmless(after.file)}:${after.line}`);
    for (const line of before.cedar.split('\n')) terminal.line(`  - ${harmless(line)}`);
    for (const line of after.cedar.split('\n')) terminal.line(`  + ${harmless(line)}`);
  }
  if (added.length + removed.length + changed.length === 0) terminal.line('The same policies.');
}

async function simulate(session: Session, folder: string): Promise<void> {
  const { terminal, surroundings, withClient } = session;
  const tools = await surroundings.node.policyTools();
  const files = await tools.files(folder);
  const { judged, changes, unknown } = await withClient((client) => client.simulatePolicies(files));
  if (terminal.json) {
    terminal.value({ judged, changes, unknown });
    return;
  }
  const rows = changes.map(({ id, action, before, after, policies }) => [
    id,
    action,
    before,
    after,
    harmless(policies.join(', ')),
  ]);
  terminal.table(['MESSAGE', 'ACTION', 'WAS', 'WOULD BE', 'BY'], rows, 'Nothing would change.');
  terminal.line(`${judged} messages judged again, ${unknown} without all the facts that the policies ask for`);
}

async function labels(session: Session, options: { readonly clear?: boolean }): Promise<void> {
  const { terminal, withClient } = session;
  const { peers } = await withClient((client) => (options.clear === true ? client.clearLabels() : client.labels()));
  if (terminal.json) terminal.value({ peers });
  else
    terminal.table(
      ['PEER', 'LABELS'],
      peers.map(({ did, labels: all }) => [did, harmless(all.join(', '))]),
      'No peer carries a label.',
    );
}
