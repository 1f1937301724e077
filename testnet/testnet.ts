import { dangerServer, echoAgent, everythingServer } from './agents/programs.ts';
import { Child } from './child.ts';
import { createMesh, type Mesh } from './mesh.ts';
import { within, type Organisation } from './organisation.ts';
import { denyDeleting, keepConfidential } from './policies.ts';
import { nervous } from './trust-step.ts';

/** The network of the tour, where three organisations have parts. */
export interface Testnet {
  readonly mesh: Mesh;
  /** Calls the others; what is confidential stays with it, by its own policy. */
  readonly acme: Organisation;
  /** Has an A2A agent and two MCP servers, and offers a mailbox; forbids others the dangerous tool. */
  readonly globex: Organisation;
  /** Receives messages, also those that came while its node was down. */
  readonly initech: Organisation;
  /** Join by invitations of Acme, and have an inbox. */
  readonly others: readonly Organisation[];
}

/** Longest wait for an agent to listen, milliseconds. */
const agentMs = 20_000;

/** Sets them up below `dir`, and starts the agent of Globex; no node runs yet. Leaves nothing behind when it fails. */
export async function createTestnet(
  names: readonly string[],
  { dir, signal }: { readonly dir: string; readonly signal: AbortSignal },
): Promise<Testnet> {
  const agent = Child.start({ name: 'the A2A agent of Globex', args: echoAgent });
  try {
    const line = await agent.line('stdout', (text) => text.startsWith('{"url"'), within(agentMs, signal));
    const { url }: { readonly url: string } = JSON.parse(line);
    const mcp = { everything: everythingServer(), danger: dangerServer };
    const particulars = {
      Acme: { policy: keepConfidential, mailbox: { afterSeconds: 1 } },
      Globex: { agent: url, mcp, policy: denyDeleting, behaviour: nervous, mailbox: { offer: true } },
    };
    const mesh = await createMesh(names, particulars, { dir, signal });
    mesh.keep(agent);
    const [acme, globex, initech] = ['acme', 'globex', 'initech'].map((alias) => mesh.find(alias));
    if (acme === undefined || globex === undefined || initech === undefined) throw new Error('somebody is missing');
    return { mesh, acme, globex, initech, others: mesh.organisations.slice(3) };
  } catch (error) {
    await agent.stop();
    throw error;
  }
}
