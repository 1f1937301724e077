import type { Organisation } from './organisation.ts';
import type { Stage } from './stage.ts';
import type { Testnet } from './testnet.ts';

/** What the steps build on, as far as it was made. */
export interface Story {
  readonly stage: Stage;
  testnet: Testnet | undefined;
  /** Invitations that have been used up. */
  used: { readonly acme: string; readonly globex: string } | undefined;
  /** Calls that were refused, and by whom. */
  readonly refusals: { readonly at: Organisation; readonly id: string }[];
}
