/** All that `main.ts` starts, once it knows that this Node is new enough: from here on everything is one bundle. */
export { runCli } from './cli/cli.ts';
export { localNode } from './local-node.ts';
