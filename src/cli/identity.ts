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
  terminal.line(
    `Revoked for good: ${what}. ${revoked.told} connected peers were told; others hear of it when they connect.`,
  );
}
