import { backUp } from './backup.ts';
import type { Handlers } from './control/control.ts';
import type { RunningNode } from './running-node.ts';

/** What the control API does about keys and backups. */
export function keysHandlers({ config, store, identity, clock }: RunningNode): Pick<Handlers, 'backup'> {
  return {
    backup: ({ request }) =>
      backUp({ keyring: config.keyring.file, store, secrets: identity.secrets, now: clock.now() }, request),
  };
}
