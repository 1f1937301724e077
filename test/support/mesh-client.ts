import { createHash, generateKeyPairSync } from 'node:crypto';
import { MeshClient, X3DHKeyManager } from '@microsoft/agent-governance-sdk';

/** Configuration of a node that serves clients of the SDK's release 4.0.0, on these ports. */
export function servesMesh(registryPort: number, relayPort: number): Readonly<Record<string, unknown>> {
  return { agentmesh: { enabled: true, legacy: true, registryPort, relayPort } };
}

/** An unmodified client of the SDK, and what it heard. */
export interface MeshAgent {
  readonly did: string;
  readonly client: MeshClient;
  readonly heard: { readonly from: string; readonly payload: unknown }[];
  readonly errors: string[];
}

/** A new identity, as an application of the SDK makes one. */
export function meshIdentity(): { readonly seed: Uint8Array; readonly key: Uint8Array; readonly did: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const did = `did:mesh:${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
  return { seed: new Uint8Array(seed), key: new Uint8Array(key), did };
}

/** A client at the node's ports, as an application of the SDK makes one; not connected yet. */
export function meshAgent(
  ports: { readonly registry: number; readonly relay: number },
  about: { readonly name: string; readonly identity?: ReturnType<typeof meshIdentity> },
): MeshAgent {
  const { seed, key, did } = about.identity ?? meshIdentity();
  const client = new MeshClient({
    relayUrl: `ws://127.0.0.1:${ports.relay}`,
    registryUrl: `http://127.0.0.1:${ports.registry}`,
    keyManager: new X3DHKeyManager(seed, key),
    agentDid: did,
    displayName: about.name,
    capabilities: ['echo'],
    reconnectBaseDelayMs: 100,
    reconnectMaxDelayMs: 500,
  });
  const agent: MeshAgent = { did, client, heard: [], errors: [] };
  client.onMessage((from, payload) => agent.heard.push({ from, payload }));
  client.onError((kind, from, detail) => agent.errors.push(`${kind} ${from} ${detail}`));
  return agent;
}

/** Whether a node's record names a client, as another node sees it. */
export async function isDiscovered(agent: MeshAgent, name: string): Promise<string | undefined> {
  const [found] = await agent.client.discover(name);
  return found?.did;
}
