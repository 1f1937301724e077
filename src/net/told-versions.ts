import type { IdentifyResult } from '@libp2p/interface';
import type { Libp2p } from 'libp2p';
import type { PeerId } from '../base/base.ts';
import { peerIdText } from './peer-id-text.ts';

/** How this program calls itself to those who connect. */
export const programName = 'parley';

/** Three numbers, and at most a short word behind them: it is shown to people. */
const told = new RegExp(String.raw`^${programName}/(\d{1,5}\.\d{1,5}\.\d{1,5}(?:[-+][0-9A-Za-z.-]{1,32})?)$`);

/** Which version of Parley the connected peers say they run. Nobody proves it, and nothing but advice follows from it. */
export class ToldVersions {
  readonly #host: Libp2p;
  /** As many as there are connections. */
  readonly #versions = new Map<string, string>();

  constructor(host: Libp2p) {
    this.#host = host;
  }

  start(): void {
    this.#host.addEventListener('peer:identify', ({ detail }) => this.#note(detail));
    this.#host.addEventListener('peer:disconnect', ({ detail }) => void this.#versions.delete(peerIdText(detail)));
  }

  of(peerId: PeerId): string | undefined {
    return this.#versions.get(peerId);
  }

  #note({ peerId, agentVersion = '' }: IdentifyResult): void {
    const version = told.exec(agentVersion)?.[1];
    // What arrives late must not stay.
    if (version !== undefined && this.#host.getConnections(peerId).length > 0)
      this.#versions.set(peerIdText(peerId), version);
  }
}
