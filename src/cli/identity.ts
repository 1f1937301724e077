import { userInfo } from 'node:os';
import { isMeant } from './confirm.ts';
import type { Session } from './session.ts';

/** `parley rotate` */
export async function rotate({ terminal, withClient }: Session): Promise<void> {
  const rotated = await withClient((client) => client.rotate());
  if (terminal.json) {
    terminal.value(rotated);
    return;
  }
  terminal.line(`The identity key was rotated; the DID stays ${rotated.did}.`);
  terminal.fields([
    ['key', rotated.key],
    ['rotations', String(rotated.rotations)],
  ]);
  terminal.line('Copy the keyring to your backup: the old copy no longer opens this identity.');
}

interface RestOptions {
  readonly reason?: string;
  readonly by?: string;
}

/** `parley suspend` and `parley resume` */
export async function rest(
  { terminal, withClient }: Session,
  word: 'suspend' | 'resume',
  { reason: why, by = userInfo().username }: RestOptions,
): Promise<void> {
  const rests = await withClient((client) => client[word]({ by, why }));
  if (terminal.json) {
    terminal.value(rests);
    return;
  }
  const told = toldText(rests.told);
  if (rests.status === 'suspended')
    terminal.line(`Suspended: nothing passes until \`parley resume\`, and what waits is kept. ${told}`);
  else terminal.line(`Active: what waited leaves now. ${told}`);
}

interface RevokeOptions {
  readonly key?: string;
  readonly delegation?: string;
  readonly reason?: string;
  readonly yes?: boolean;
}

/** `parley revoke` */
export async function revoke(session: Session, agent: string | undefined, options: RevokeOptions): Promise<void> {
  const { terminal, withClient } = session;
  const { key, delegation, reason, yes } = options;
  const what =
    key !== undefined
      ? `key ${key} of this agent`
      : delegation !== undefined
        ? `delegation ${delegation}`
        : (agent ?? 'this node’s own agent, with its DID');
  if (yes !== true && !(await isMeant(session, `Revoke ${what}? This can never be taken back.`))) {
    terminal.line('Nothing was revoked.');
    return;
  }
  const revoked = await withClient((client) => client.revoke({ agent, key, delegation, reason }));
  if (terminal.json) {
    terminal.value(revoked);
    return;
  }
  terminal.line(`Revoked for good: ${what}. ${toldText(revoked.told)}`);
}

function toldText(count: number): string {
  const told = count === 1 ? '1 connected peer was told' : `${count} connected peers were told`;
  return `${told}; others hear of it when they connect.`;
}
