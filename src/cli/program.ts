import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import type { CommonOptions, Session, Surroundings } from './session.ts';
import { addApprovals } from './approvals.ts';
import { addAudit } from './audit.ts';
import { completion, shells, type Shell } from './completion.ts';
import { connectClients, mcp } from './connect.ts';
import { addDashboard } from './dashboard.ts';
import { addKill } from './kill.ts';
import { addMailbox } from './mailbox.ts';
import { addLogin } from './login.ts';
import { addTestnet } from './testnet.ts';
import { addTools } from './tools.ts';
import { addDelegation, delegate, showCapabilities } from './delegation.ts';
import { addDelivery } from './delivery.ts';
import { doctor } from './doctor.ts';
import { addExamples } from './examples.ts';
import { explain } from './explain.ts';
import { addFind } from './find.ts';
import { addVerifyPeer } from './verify-peer.ts';
import { backUp, changePassphrase, restore } from './keys.ts';
import { initialise, stopNode, up } from './lifecycle.ts';
import { manual } from './man.ts';
import { readInbox, send } from './messages.ts';
import { rest, revoke, rotate } from './identity.ts';
import { invite } from './invitation.ts';
import { decideTrust, rate, showRoots, showTrust, verifyTrust, type DecisionOptions } from './trust.ts';
import { join, showPeers, showStatus } from './mesh.ts';
import { addOrganisation } from './organisation.ts';
import { addPolicy } from './policy.ts';

type Open = (options: CommonOptions) => Session;

const exitHelp = `
Exit codes: 0 done, 1 failed or refused, 2 wrong command line or configuration, 3 no node is running here.
Environment: PARLEY_DIR is the default of --dir; PARLEY_* variables override parley.yaml, which lists them;
NO_COLOR turns colours off.`;

/** Builds the command line; `open` gives a command what it works with. */
export function programOf({ node, stdout, stderr }: Surroundings, open: Open): Command {
  const program = new Command('parley')
    .description('A node beside an AI agent: talks to agents of other organisations, sealed and under policy.')
    .version(node.version, '-V, --version', 'print the version')
    .option('-C, --dir <folder>', 'folder of the node, with its parley.yaml (default: the current one)')
    .option('--json', 'write JSON, for programs')
    .option('--set <key=value>', 'override a configuration key, as in --set log.level=debug', readSetting)
    .addHelpText('after', exitHelp)
    .showHelpAfterError('Try parley --help.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  addLifecycle(program, open);
  addMessages(program, open);
  addDelivery(program, open);
  addMesh(program, open);
  addFind(program, open);
  addVerifyPeer(program, open);
  addDashboard(program, open);
  addTestnet(program, open);
  addClients(program, open);
  addKeys(program, open);
  addTrust(program, open);
  addAudit(program, open);
  addIdentity(program, open);
  addOrganisation(program, open);
  addDelegations(program, open);
  program
    .command('man')
    .description('print the manual page, for man -l - or a file parley.1')
    .action((_: object, command: Command) => manual(open(command.optsWithGlobals()), program, exitHelp));
  program
    .command('completion')
    .description('print what makes a shell complete commands and options')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .action((shell: Shell, _: object, command: Command) => completion(open(command.optsWithGlobals()), program, shell));
  addExamples(program);
  return program;
}

function addLifecycle(program: Command, open: Open): void {
  program
    .command('init')
    .description('make keys, parley.yaml and a first policy')
    .option('--name <name>', 'name of the agent (default: the name of the folder)')
    .option('--organisation <name>', 'name of its organisation (default: the name of the agent)')
    .option(
      '--passphrase-file <file>',
      'unlock the keyring by the passphrase in this file (default: a random key file)',
    )
    .option('--keys', 'make only keys, for the parley.yaml that is there; nothing when it has keys')
    .action((_: object, command: Command) => initialise(open(command.optsWithGlobals()), command.opts()));
  program
    .command('up')
    .description('run the node in the foreground until SIGINT or SIGTERM')
    .action((_: object, command: Command) => up(open(command.optsWithGlobals())));
  program
    .command('down')
    .description('stop the running node, and wait until it has')
    .action((_: object, command: Command) => stopNode(open(command.optsWithGlobals())));
  program
    .command('doctor')
    .description('look for what keeps the node from working, and say what to do')
    .action((_: object, command: Command) => doctor(open(command.optsWithGlobals())));
}

function addMessages(program: Command, open: Open): void {
  program
    .command('send')
    .description('send a message; it is on disk when the command ends')
    .argument('<to>', 'alias or DID')
    .argument('[text]', 'the message; - or nothing reads standard input')
    .option('--topic <topic>', 'topic')
    .option('--file <file>', 'send the content of this file')
    .option('--content-type <type>', 'media type of the message')
    .option('--reply-to <id>', 'id of the message that this one answers')
    .option('--ttl <time>', 'how long it may wait for its recipient, as 30s, 10m, 24h, 3d', readDuration)
    .addOption(
      new Option('--priority <priority>', 'what leaves first where several messages wait').choices([
        'interactive',
        'normal',
        'bulk',
      ]),
    )
    .action((to: string, text: string | undefined, _: object, command: Command) =>
      send(open(command.optsWithGlobals()), { to, text }, command.opts()),
    );
  program
    .command('inbox')
    .description('show messages received and not acknowledged')
    .option('--follow', 'go on with messages as they come')
    .option('--ack', 'acknowledge what was shown, which removes it')
    .action((_: object, command: Command) => readInbox(open(command.optsWithGlobals()), command.opts()));
  program
    .command('explain')
    .description('tell what was decided about a message, by which rule, on which facts')
    .argument('<id>', 'message id')
    .action((id: string, _: object, command: Command) => explain(open(command.optsWithGlobals()), id));
}

function addClients(program: Command, open: Open): void {
  program
    .command('mcp')
    .description('be a remote MCP server on stdio, for clients that start a process')
    .argument('<server>', 'alias of the peer, /, name of its server; the alias alone for all of them')
    .action((name: string, _: object, command: Command) => mcp(open(command.optsWithGlobals()), name));
  program
    .command('connect')
    .description('print what a client needs to reach a remote agent or MCP server')
    .argument('<name>', 'alias of the peer, or alias/server')
    .action((name: string, _: object, command: Command) => connectClients(open(command.optsWithGlobals()), name));
}

function addMesh(program: Command, open: Open): void {
  program
    .command('status')
    .description('show who this node is, where it listens, how much waits')
    .action((_: object, command: Command) => showStatus(open(command.optsWithGlobals())));
  program
    .command('peers')
    .description('show the peers, with trust and connection')
    .action((_: object, command: Command) => showPeers(open(command.optsWithGlobals())));
  program
    .command('invite')
    .description('print a code that another node joins with, once')
    .option('--ttl <time>', 'how long it is valid, as 10m, 24h, 7d', readDuration)
    .option('--qr [file]', 'as a QR code too: here, or as SVG in a new file')
    .action((_: object, command: Command) => invite(open(command.optsWithGlobals()), command.opts()));
  program
    .command('join')
    .description('take up an invitation')
    .argument('<code>', 'what `parley invite` printed')
    .option('--alias <name>', 'local name of the peer')
    .action((code: string, _: object, command: Command) => join(open(command.optsWithGlobals()), code, command.opts()));
  addPolicy(program, open);
  addApprovals(program, open);
  addKill(program, open);
  addMailbox(program, open);
  addTools(program, open);
  addLogin(program, open);
}

function addKeys(program: Command, open: Open): void {
  program
    .command('passphrase')
    .description('change what unlocks the keyring; asks for a new passphrase unless a file is named')
    .option('--passphrase-file <file>', 'the new passphrase is in this file')
    .option('--key-file <file>', 'a random key in this file, which is made when absent')
    .action((_: object, command: Command) => changePassphrase(open(command.optsWithGlobals()), command.opts()));
  program
    .command('backup')
    .description('write everything but sessions to one sealed file, also while the node runs')
    .argument('<file>', 'a file that is not there yet')
    .option('--passphrase-file <file>', 'seal it under the passphrase in this file (default: as the keyring is)')
    .action((file: string, _: object, command: Command) =>
      backUp(open(command.optsWithGlobals()), file, command.opts()),
    );
  program
    .command('restore')
    .description('put a node back from a backup; sessions begin anew')
    .argument('<file>', 'what `parley backup` wrote')
    .option('--passphrase-file <file>', 'the passphrase that opens the backup is in this file')
    .option('--key-file <file>', 'the key that opens the backup is in this file')
    .option('--replace', 'take the place of the node that is there, which is kept beside')
    .action((file: string, _: object, command: Command) =>
      restore(open(command.optsWithGlobals()), file, command.opts()),
    );
}

const decisions = [
  ['pin', 'let the word of an organisation count as ours does'],
  ['vouch', 'stand for an agent or organisation: it is known, and may use what it has not earned yet'],
  ['block', 'let an agent or organisation score 0, and its word count nothing'],
  ['forgive', 'count what an agent did wrong until now no more'],
  ['quarantine', 'shut an agent out until unquarantine'],
  ['unquarantine', 'let an agent in again'],
] as const;

function addTrust(program: Command, open: Open): void {
  const trust = program
    .command('trust')
    .description('show the score of an agent; with --json, all that went into it')
    .argument('[who]', 'alias or DID')
    .option('--explain', 'list evidence and weights')
    .action((who: string | undefined, _: object, command: Command) =>
      who === undefined ? command.help() : showTrust(open(command.optsWithGlobals()), who, command.opts()),
    );
  trust
    .command('verify')
    .description('compute a published score again, without a node')
    .argument('<file>', 'what `parley trust <who> --json` wrote')
    .action((file: string, _: object, command: Command) => verifyTrust(open(command.optsWithGlobals()), file));
  for (const [act, description] of decisions) {
    const command = program
      .command(act)
      .description(description)
      .argument('<who>', 'alias, DID, or id of an organisation')
      .requiredOption('--why <text>', 'the reason, for the record')
      .option('--by <name>', 'who decides (default: the name of the user)');
    if (act === 'vouch')
      command
        .option('--for <action>', 'only for this action, as mcp.call')
        .option('--ttl <time>', 'how long it holds, as 12h or 30d (default: 30d)', readDuration);
    if (act === 'pin' || act === 'vouch' || act === 'block') command.option('--undo', 'take it back');
    command.action((target: string, options: DecisionOptions, self: Command) =>
      decideTrust(open(self.optsWithGlobals()), { act, target }, options),
    );
  }
  program
    .command('roots')
    .description('show whom this node believes to begin with, quarantines, and what was decided')
    .action((_: object, command: Command) => showRoots(open(command.optsWithGlobals())));
  program
    .command('rate')
    .description('say how well an agent did what a message or call asked; counts as evidence once')
    .argument('<id>', 'message id')
    .argument('<outcome>', '0 (not at all) to 100 (in full)', readOutcome)
    .option('--about <dimension>', 'one of the five dimensions', 'output_quality')
    .option('--with <agent>', 'whose message is meant, where messages of several agents have that id')
    .action((id: string, outcome: number, options: { about: string; with?: string }, command: Command) =>
      rate(open(command.optsWithGlobals()), { id, outcome, ...options }),
    );
}

function readOutcome(text: string): number {
  if (/^(?:100|[1-9]?[0-9])$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 0 to 100.');
}

function addIdentity(program: Command, open: Open): void {
  program
    .command('rotate')
    .description('rotate the identity key; the DID stays, and peers follow')
    .action((_: object, command: Command) => rotate(open(command.optsWithGlobals())));
  for (const [word, description] of [
    ['suspend', 'let nothing pass this agent until it is resumed; what waits is kept'],
    ['resume', 'let this agent go on after a suspension'],
  ] as const)
    program
      .command(word)
      .description(description)
      .option('--reason <text>', 'why, for the record')
      .option('--by <name>', 'who orders it (default: the name of the user)')
      .action((options: { reason?: string; by?: string }, command: Command) =>
        rest(open(command.optsWithGlobals()), word, options),
      );
  program
    .command('revoke')
    .description('end an identity, a key or a delegation for good')
    .argument('[agent]', 'alias or DID of an agent of this organisation (default: the own agent)')
    .option('--key <hex>', 'one key of the own agent, instead of the agent')
    .option('--delegation <id>', 'a delegation that the own agent or its organisation gave')
    .option('--reason <text>', 'why; everybody can read it')
    .option('--yes', 'do not ask')
    .action((agent: string | undefined, _: object, command: Command) =>
      revoke(open(command.optsWithGlobals()), agent, command.opts()),
    );
}

function addDelegations(program: Command, open: Open): void {
  program
    .command('delegate')
    .description('let an agent use capabilities of this agent; prints a token')
    .argument('<to>', 'alias or DID')
    .argument('<capability...>', 'action:resource[:qualifier]')
    .option('--expires <time>', 'how long it holds, as 12h or 30d (default: 7d)', readDuration)
    .option('--max-depth <n>', 'delegations in the whole chain, 1 to 5 (default: 1, not to be passed on)', readDepth)
    .option('--ceiling <score>', 'the most that the score of the agent may be', readScore)
    .option('--min-score <score>', 'the score that the agent must have to use it', readScore)
    .option('--organisation', 'by the authority of the organisation, so that it counts at all of its agents')
    .option('--from <token>', 'narrow this delegation, which was given to this agent')
    .action((to: string, capabilities: readonly string[], _: object, command: Command) =>
      delegate(open(command.optsWithGlobals()), { to, capabilities }, command.opts()),
    );
  const capabilities = program
    .command('capabilities')
    .description('show what an agent may do here and why, and what this agent holds of others')
    .argument('[who]', 'alias or DID (default: every peer)')
    .action((who: string | undefined, _: object, command: Command) =>
      showCapabilities(open(command.optsWithGlobals()), who),
    );
  capabilities
    .command('add')
    .description('store a delegation that was received as a token')
    .argument('<token>', 'parleydel1…')
    .action((token: string, _: object, command: Command) => addDelegation(open(command.optsWithGlobals()), token));
}

function readDepth(text: string): number {
  if (/^[1-5]$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1 to 5.');
}

function readScore(text: string): number {
  if (/^(?:1000|[1-9]?[0-9]{1,2})$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 0 to 1000.');
}

function readSetting(text: string, previous: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const mark = text.indexOf('=');
  if (mark < 1) throw new InvalidArgumentError('It must be key=value.');
  return { ...previous, [text.slice(0, mark)]: text.slice(mark + 1) };
}

const unitSeconds: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** Reads a duration to seconds. */
function readDuration(text: string): number {
  const match = /^(\d{1,8})([smhd]?)$/.exec(text);
  const seconds = Number(match?.[1]) * (unitSeconds[match?.[2] ?? ''] ?? Number.NaN);
  if (Number.isSafeInteger(seconds) && seconds > 0) return seconds;
  throw new InvalidArgumentError('It must be a number with s, m, h or d behind it, as 30s or 24h.');
}
