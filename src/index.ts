/** Parley as a library: start a node in this process, or talk to one that runs. */
export { MeshError, type Did, type ErrorCode, type MessageId, type Reason } from './base/base.ts';
export { loadConfig, type Config, type ConfigSources } from './config.ts';
export { connect, type Client } from './control/client.ts';
export { startDaemon, type Daemon, type DaemonInfo } from './daemon.ts';
export { initNode, type InitOptions, type InitReport } from './init.ts';
