import { join } from 'node:path';
import { dangerServer, echoAgent, everythingServer } from './agents/programs.ts';
import { Child } from './child.ts';
import { Organisation, within } from './organisation.ts';
import { denyDeleting, keepConfidential } from './policies.ts';
import { nervous } from './trust-step.ts';

/** Three organisations on one machine that share nothing but loopback. */
export interface Testnet extends AsyncDisposable {
  /** Calls the others; what is confidential stays with it, by its own policy. */
  readonly acme: Organisation;
  /** Has an A2A agent and two MCP servers, and offers a mailbox; forbids others the dangerous tool. */
  readonly globex: Organisation;
  /** Receives messages, also those that came while its node was down. */
  readonly initech: Organisation;
  /** The last lines of every process, for finding out what went wrong. */
  tails(): string;
}

/** Longest wait for an agent to listen, milliseconds. */
const agentMs = 20_000;
/** Lines of each process in `tails`. */
const tailLines = 6;

/** Sets the three up below `dir`, and starts the agent of Globex; no node runs yet. Leaves nothing behind when it fails. */
export async function createTestnet(dir: string, signal: AbortSignal): Promise<Testnet> {
  const agent = Child.start({ name: 'the A2A agent of Globex', args: echoAgent });
  try {
    const line = await agent.line('stdout', (text) => text.startsWith('{"url"'), within(agentMs, signal));
    const { url }: { readonly url: string } = JSON.parse(line);
    const mcp = { everything: everythingServer(), danger: dangerServer };
    const [acme, globex, initech] = await Promise.all([
      Organisation.create(
        { name: 'Acme', dir: join(dir, 'acme'), policy: keepConfidential, mailbox: { afterSeconds: 1 } },
        signal,
      ),
      Organisation.create(
        {
          name: 'Globex',
          dir: join(dir, 'globex'),
          agent: url,
          mcp,
          policy: denyDeleting,
          behaviour: nervous,
          mailbox: { offer: true },
        },
        signal,
      ),
      Organisation.create({ name: 'Initech', dir: join(dir, 'initech') }, signal),
    ]);
    const organisations = [acme, globex, initech];
    return {
      acme,
      globex,
      initech,
      tails: () => [...organisations.map((one) => one.tail(tailLines)), tailOf(agent)].filter(Boolean).join('\n'),
      [Symbol.asyncDispose]: async () => {
        await Promise.all(organisations.map((one) => one[Symbol.asyncDispose]()));
        await agent.stop();
      },
    };
  } catch (error) {
    await agent.stop();
    throw error;
  }
}

function tailOf(agent: Child): string {
  const tail = agent.tail(tailLines);
  return tail === '' ? '' : `${agent.name}:\n${tail}`;
}
