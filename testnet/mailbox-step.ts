import type { Organisation } from './organisation.ts';
import { until } from './until.ts';

/** Who takes part, and how a message is sent and received with the command line. */
export interface MailboxScene {
  readonly sender: Organisation;
  /** Offers the mailbox. */
  readonly keeper: Organisation;
  readonly recipient: Organisation;
  readonly send: (from: Organisation, to: Organisation, text: string) => Promise<string>;
  readonly receive: (by: Organisation, id: string) => Promise<string>;
}

const text = 'Left while you were away';

/**
 * The sender leaves a message at the mailbox and goes; the recipient comes, and fetches it while the sender is down. The two
 * are never up together until the end, when the sender hears that it arrived.
 */
export async function leaveAtMailbox(scene: MailboxScene, signal: AbortSignal): Promise<string> {
  const { sender, keeper, recipient, send, receive } = scene;
  const [address] = keeper.status.addresses;
  await recipient.node.stop();
  await recipient.configure(['mailbox'], { use: [address], fetchSeconds: 1 });
  await recipient.up(signal);
  await until('a visit at the mailbox', signal, async () => {
    const [visit] = (await recipient.client.mailbox()).used;
    return visit?.at !== undefined && visit.problem === undefined;
  });
  // With the record that names the mailbox comes a session: letters are sealed under one.
  await until('a session of the two', signal, async () => hasSession(sender, recipient));

  await recipient.node.stop();
  const id = await send(sender, recipient, text);
  await until('a letter at the mailbox', signal, async () => kept(keeper).then((count) => count === 1));
  await sender.node.kill();
  await recipient.up(signal);
  const received = await receive(recipient, id);
  if (received !== text) throw new Error(`${recipient.name} received ${JSON.stringify(received)}`);
  await until('an empty mailbox', signal, async () => kept(keeper).then((count) => count === 0));
  await sender.up(signal);
  await until('the word of the recipient', signal, async () => (await sender.client.message(id)).state === 'delivered');
  return `${id} waited sealed at ${keeper.name}; ${recipient.name} fetched it while ${sender.name} was down, which knows since it is back`;
}

async function hasSession(by: Organisation, peer: Organisation): Promise<boolean> {
  const peers = await by.client.peers();
  return peers.some(({ did, session }) => did === peer.status.did && session);
}

/** Letters that the mailbox of an organisation keeps. */
async function kept(by: Organisation): Promise<number> {
  return (await by.client.mailbox()).offered?.messages ?? -1;
}
