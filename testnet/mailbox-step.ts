import type { Organisation } from './organisation.ts';

/** Who takes part, and how a message is sent and received with the command line. */
export interface MailboxScene {
  readonly acme: Organisation;
  readonly globex: Organisation;
  readonly initech: Organisation;
  readonly send: (from: Organisation, to: Organisation, text: string) => Promise<string>;
  readonly receive: (by: Organisation, id: string) => Promise<string>;
}

/** Pause between two looks, milliseconds. */
const lookMs = 50;
const text = 'Left while you were away';

/**
 * Acme leaves a message for Initech at the mailbox of Globex and goes; Initech comes, and fetches it while Acme is down. The
 * two are never up together until the end, when Acme hears that it arrived.
 */
export async function leaveAtMailbox(scene: MailboxScene, signal: AbortSignal): Promise<string> {
  const { acme, globex, initech, send, receive } = scene;
  const [address] = globex.status.addresses;
  await initech.node.stop();
  await initech.configure(['mailbox'], { use: [address], fetchSeconds: 1 });
  await initech.up(signal);
  await until('a visit of Initech at its mailbox', signal, async () => {
    const [visit] = (await initech.client.mailbox()).used;
    return visit?.at !== undefined && visit.problem === undefined;
  });
  // With the record that names the mailbox comes a session: letters are sealed under one.
  await until('a session of Acme and Initech', signal, async () => hasSession(acme, initech));

  await initech.node.stop();
  const id = await send(acme, initech, text);
  await until('a letter at the mailbox', signal, async () => kept(globex).then((count) => count === 1));
  await acme.node.kill();
  await initech.up(signal);
  const received = await receive(initech, id);
  if (received !== text) throw new Error(`Initech received ${JSON.stringify(received)}`);
  await until('an empty mailbox', signal, async () => kept(globex).then((count) => count === 0));
  await acme.up(signal);
  await until('the word of Initech', signal, async () => (await acme.client.message(id)).state === 'delivered');
  return `${id} waited sealed at Globex; Initech fetched it while Acme was down; Acme knows since it is back`;
}

async function hasSession(by: Organisation, peer: Organisation): Promise<boolean> {
  const peers = await by.client.peers();
  return peers.some(({ did, session }) => did === peer.status.did && session);
}

/** Letters that the mailbox of an organisation keeps. */
async function kept(by: Organisation): Promise<number> {
  return (await by.client.mailbox()).offered?.messages ?? -1;
}

async function until(what: string, signal: AbortSignal, look: () => Promise<boolean>): Promise<void> {
  while (!(await look())) {
    if (signal.aborted) throw new Error(`${what} did not come`);
    await new Promise((next) => setTimeout(next, lookMs));
  }
}
