import type { AutoNATComponents } from '@libp2p/autonat';
import { overlaid } from './overlaid.ts';

/**
 * AutoNAT, by which peers dial one another's public addresses to see where they lead. Its package takes a connection that is
 * there, that by which the question came, for the one that it is to make, and closes it. Here it makes one.
 */
export async function loadProbe(): Promise<(components: AutoNATComponents) => unknown> {
  const { autoNAT } = await import('@libp2p/autonat');
  const make = autoNAT();
  return (components) => {
    const { connectionManager } = components;
    const dialling = overlaid(connectionManager, {
      openConnection: (address, options) => connectionManager.openConnection(address, { ...options, force: true }),
    });
    return make(overlaid(components, { connectionManager: dialling }));
  };
}
