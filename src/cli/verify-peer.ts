import { InvalidArgumentError, type Command } from 'commander';
import { MeshError } from '../base/base.ts';
import type { CommonOptions, Session } from './session.ts';
import { harmless } from './terminal.ts';

interface Options {
  readonly min?: number;
  readonly capability?: readonly string[];
  readonly fresh?: boolean;
}

/** Adds `parley verify-peer`. */
export function addVerifyPeer(program: Command, open: (options: CommonOptions) => Session): void {
  program
    .command('verify-peer')
    .description('ask an agent of AgentMesh to prove itself, and make the six checks of IATP; fails when one fails')
    .argument('<did>', 'DID of the agent, did:mesh:…')
    .option('--min <score>', 'lowest trust score, 0 to 1000 (default: 700)', readScore)
    .option('--capability <name...>', 'capabilities that it must have')
    .option('--fresh', 'have it proved now, whatever was proved before')
    .action((did: string, _: object, command: Command) =>
      verifyPeer(open(command.optsWithGlobals()), did, command.opts()),
    );
}

async function verifyPeer({ terminal, withClient }: Session, did: string, options: Options): Promise<void> {
  const { min, capability, fresh } = options;
  const result = await withClient((client) =>
    client.verifyPeer({
      peer_did: did,
      ...(min === undefined ? {} : { required_trust_score: min }),
      ...(capability === undefined ? {} : { required_capabilities: [...capability] }),
      ...(fresh === undefined ? {} : { require_freshness: fresh }),
    }),
  );
  if (terminal.json) terminal.value(result);
  else
    terminal.fields([
      ['agent', result.peer_did],
      ['verified', result.verified ? terminal.paint('green', 'yes') : terminal.paint('red', 'no')],
      ['failed check', result.failed_check],
      ['why', result.rejection_reason === null ? undefined : harmless(result.rejection_reason)],
      ['trust', result.verified ? `${result.trust_score} ${result.trust_level}` : undefined],
      ['capabilities', result.verified ? result.capabilities.map(harmless).join(' ') : undefined],
      ['took', `${result.latency_ms} ms`],
    ]);
  if (!result.verified)
    throw new MeshError(
      'refused',
      'The agent is not verified: one of the six checks failed, or it did not come to them.',
    );
}

function readScore(text: string): number {
  const score = Number(text);
  if (/^\d{1,4}$/.test(text) && score <= 1000) return score;
  throw new InvalidArgumentError('It must be a whole number from 0 to 1000.');
}
