import { InvalidArgumentError, Option, type Command } from 'commander';
import { exportFormats, type ExportFormat } from '../audit/audit.ts';
import { exportEntries, exportTiles } from './audit-export.ts';
import { prove } from './audit-prove.ts';
import { verify } from './audit-verify.ts';
import { showAudit, tail } from './audit-tail.ts';
import type { CommonOptions, Session } from './session.ts';

type Open = (options: CommonOptions) => Session;

const exitHelp = `
Exit codes: 0 the log or proof holds, 1 it does not (what is wrong stands on standard output), or it could not be
verified; 2 wrong command line or file; 3 no node is running here.`;

/** The commands about the audit log. */
export function addAudit(program: Command, open: Open): void {
  const audit = program
    .command('audit')
    .description('look into the audit log, verify it, prove and export what it holds');
  audit
    .command('status')
    .description('show how long the log is, who cosigned it, and forks found in the logs of peers')
    .action((_: object, command: Command) => showAudit(open(command.optsWithGlobals())));
  audit
    .command('tail')
    .description('show the latest entries')
    .option('-n, --lines <count>', 'how many', readCount, 20)
    .option('--follow', 'go on with entries as they come, within a second')
    .action((_: object, command: Command) => tail(open(command.optsWithGlobals()), command.opts()));
  audit
    .command('verify')
    .description('verify the whole log of the running node, or, without any node, an exported log or proof')
    .argument('[path]', 'folder written by `audit export --format tiles`, or a .tlog-proof or consistency proof')
    .option('--key <key>', 'verifier key of the log (default: log.key beside it)')
    .option('--against <checkpoint>', 'a checkpoint file from before or elsewhere; may be repeated', collect)
    .addHelpText('after', exitHelp)
    .action((path: string | undefined, _: object, command: Command) =>
      verify(open(command.optsWithGlobals()), path, command.opts()),
    );
  audit
    .command('prove')
    .description('write proofs that the entries about a message are in the log, for whoever has no access to it')
    .argument('<id>', 'message id')
    .option('--output <folder>', 'where to write them (default: the current one)')
    .option('--since <checkpoint>', 'also prove that the log continues this checkpoint')
    .action((id: string, _: object, command: Command) => prove(open(command.optsWithGlobals()), id, command.opts()));
  audit
    .command('export')
    .description('write entries for other systems, or the whole log as files that verify')
    .addOption(new Option('--format <format>', 'form').choices([...exportFormats, 'tiles']).makeOptionMandatory())
    .option('--output <path>', 'file, or folder for tiles (default: standard output)')
    .option('--from <index>', 'first entry', readCount, 0)
    .action((_: object, command: Command) => {
      const { format, output, from }: ExportOptions = command.opts();
      const session = open(command.optsWithGlobals());
      return format === 'tiles' ? exportTiles(session, output) : exportEntries(session, { format, output, from });
    });
}

interface ExportOptions {
  readonly format: ExportFormat | 'tiles';
  readonly output?: string;
  readonly from: number;
}

function readCount(text: string): number {
  const count = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(count)) return count;
  throw new InvalidArgumentError('It must be a number.');
}

function collect(path: string, before: readonly string[] = []): readonly string[] {
  return [...before, path];
}
