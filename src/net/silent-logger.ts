import type { ComponentLogger, Logger } from '@libp2p/interface';

const silence = (): void => undefined;
const logger: Logger = Object.assign(silence, {
  error: silence,
  trace: silence,
  enabled: false,
  newScope: (): Logger => logger,
});

/**
 * libp2p writes to standard error when DEBUG is set, with addresses, text from the network and (Noise)
 * session keys. Only the hall logs, and what it needs it learns from errors and endings.
 */
export const silentLogger: ComponentLogger = { forComponent: () => logger };
