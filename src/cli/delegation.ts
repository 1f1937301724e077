import type { Session } from './session.ts';
import { harmless, timeOf } from './terminal.ts';

/** Options of `parley delegate`, as read. */
export interface DelegateOptions {
  /** Seconds. */
  readonly expires?: number;
  readonly maxDepth?: number;
  readonly ceiling?: number;
  readonly minScore?: number;
  readonly from?: string;
  /** By the authority of the organisation. */
  readonly organisation?: boolean;
}

/** `parley delegate <to> <capability...>` prints the token, and nothing else, on standard output. */
export async function delegate(
  { terminal, withClient, surroundings }: Session,
  what: { readonly to: string; readonly capabilities: readonly string[] },
  options: DelegateOptions,
): Promise<void> {
  const { expires: expiresSeconds, ...rest } = options;
  const made = await withClient((client) => client.delegate({ ...what, ...rest, expiresSeconds }));
  if (terminal.json) {
    terminal.value(made);
    return;
  }
  terminal.line(made.token);
  const way = made.told ? 'It was told at once.' : 'It is told when it connects; the token can be handed over as well.';
  surroundings.stderr.write(`Delegation ${made.id} to ${made.audience}, until ${timeOf(made.expires)}. ${way}\n`);
}

/** `parley capabilities [who]` */
export async function showCapabilities({ terminal, withClient }: Session, who: string | undefined): Promise<void> {
  const { agents, held } = await withClient((client) => client.capabilities(who));
  if (terminal.json) {
    terminal.value({ agents, held });
    return;
  }
  const rows = agents.flatMap(({ did, alias, standing, recorded, delegations, ceiling }) => {
    const name = alias ?? did;
    const limited = ceiling === undefined || ceiling === 1000 ? '' : `, score at most ${ceiling}`;
    return [
      ...recorded.map((text) => [
        name,
        harmless(text),
        standing === 'active' ? 'its own record' : `its own record, ${standing}`,
      ]),
      ...delegations.flatMap((one) => {
        const unmet = one.counts ? '' : `, not now: its score is below ${one.minScore}`;
        const why = `delegation ${one.id.slice(0, 12)} by ${one.chain.join(' > ')} until ${timeOf(one.expires)}${limited}${unmet}`;
        return one.capabilities.map((text) => [name, text, why]);
      }),
    ];
  });
  terminal.table(['AGENT', 'CAPABILITY', 'BY'], rows, 'No peer has a capability here.');
  const own = held.flatMap((one) =>
    one.capabilities.map((text) => [
      one.subject,
      text,
      `delegation ${one.id.slice(0, 12)} until ${timeOf(one.expires)}`,
    ]),
  );
  if (own.length === 0) return;
  terminal.line();
  terminal.table(['HELD AT', 'CAPABILITY', 'BY'], own, '');
}

/** `parley capabilities add <token>` */
export async function addDelegation({ terminal, withClient }: Session, token: string): Promise<void> {
  const added = await withClient((client) => client.addDelegation(token));
  if (terminal.json) {
    terminal.value(added);
    return;
  }
  terminal.line(`Stored: ${added.capabilities.join(', ')} at ${added.subject}, until ${timeOf(added.expires)}.`);
}
