import { PartsIn } from './parts-in.ts';
import { PartsOut, type PartsOutPorts } from './parts-out.ts';
import type { Organisations } from './tally.ts';

/** What carries large messages, both ways. */
export interface Parts {
  readonly partsOut: PartsOut;
  readonly partsIn: PartsIn;
}

/** Opens both: what came before the start is read now, what is on its way with the lanes. */
export async function openParts(ports: PartsOutPorts & { readonly directory: Organisations }): Promise<Parts> {
  return { partsOut: new PartsOut(ports), partsIn: await PartsIn.open(ports.store, ports.directory) };
}
