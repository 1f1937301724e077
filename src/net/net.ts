/** The door of `net`: the libp2p host, and framed channels over its streams. */
export { startNet, startVisitor } from './host.ts';
export type { HandleOptions, Net, NetLimits, NetOptions, OpenOptions, ReachOptions, RelayBounds } from './options.ts';
export type { Channel, ChannelEnding } from './channel.ts';
export { channelLimits } from './channel-limits.ts';
export type { Judgement, Topics } from './topics.ts';
export type { Discovery, FoundListener } from './discovery.ts';
export { isOpenToAll } from './scope.ts';
export type { LookupOptions, Lookups } from './lookups.ts';
