import { reasons } from '../base/base.ts';
import type { Explanation } from '../control/control.ts';
import type { Session } from './session.ts';
import { harmless, timeOf, type Terminal } from './terminal.ts';

/** `parley explain` */
export async function explain({ terminal, withClient }: Session, id: string): Promise<void> {
  await withClient(async (client) => {
    const [explanation, state] = await Promise.all([client.explain(id), client.message(id)]);
    if (terminal.json) {
      terminal.value({ ...explanation, state: state.state });
      return;
    }
    terminal.fields([
      ['message', explanation.id],
      ['direction', explanation.direction],
      ['peer', explanation.peer],
      ['action', explanation.action],
      ['state', state.reason === undefined ? state.state : `${state.state}: ${state.reason}`],
    ]);
    showDecisions(terminal, explanation);
    for (const other of explanation.also ?? []) {
      terminal.line('\nAnother message under the same id:');
      terminal.fields([
        ['direction', other.direction],
        ['peer', other.peer],
        ['action', other.action],
      ]);
      showDecisions(terminal, other);
    }
  });
}

function showDecisions(terminal: Terminal, { decisions, advice }: Pick<Explanation, 'decisions' | 'advice'>): void {
  for (const decision of decisions) showDecision(terminal, decision);
  if (advice !== undefined) terminal.line(`What to do: ${harmless(advice)}`);
}

function showDecision(terminal: Terminal, decision: Explanation['decisions'][number]): void {
  const { reason, side, step, allowed } = decision;
  const outcome = allowed ? terminal.paint('green', 'allowed') : terminal.paint('red', 'refused');
  const where = side === 'local' ? 'here' : 'by the other node';
  terminal.line(
    `${terminal.paint('dim', timeOf(decision.at))}  ${harmless(step)}: ${outcome} ${where}${reason === undefined ? '' : `, ${reason}`}`,
  );
  // A reason of a newer node may be one that this version has no words for.
  const words: string | undefined = reason === undefined ? undefined : reasons[reason];
  if (words !== undefined) terminal.line(`  ${words}`);
  if (decision.detail !== undefined) terminal.line(`  ${harmless(decision.detail)}`);
  for (const policy of decision.policies) showPolicy(terminal, policy);
  for (const error of decision.errors) terminal.line(`  ${terminal.paint('yellow', 'error')} ${harmless(error)}`);
  if (decision.facts !== undefined) terminal.line(`  facts ${harmless(JSON.stringify(decision.facts))}`);
}

function showPolicy(terminal: Terminal, policy: Explanation['decisions'][number]['policies'][number]): void {
  const { id, file, line, annotations = {} } = policy;
  terminal.line(`  policy ${id} at ${file}:${line}`);
  for (const name of ['reason', 'advice']) {
    const said = annotations[name];
    if (said !== undefined) terminal.line(`    ${harmless(said)}`);
  }
}
