/** The part of oidc-provider that tests use; the package has no types of its own. */
declare module 'oidc-provider' {
  import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

  interface Saved {
    save(): Promise<string>;
  }
  interface Grant extends Saved {
    addResourceScope(resource: string, scope: string): void;
    addOIDCScope(scope: string): void;
  }

  export class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>);
    callback(): RequestListener;
    readonly Client: { find(id: string): Promise<object | undefined> };
    readonly Grant: new (properties: Readonly<Record<string, unknown>>) => Grant;
    readonly RefreshToken: new (properties: Readonly<Record<string, unknown>>) => Saved;
    interactionDetails(
      request: IncomingMessage,
      answer: ServerResponse,
    ): Promise<{ readonly prompt: { readonly name: string }; readonly params: Readonly<Record<string, unknown>> }>;
    interactionFinished(request: IncomingMessage, answer: ServerResponse, result: object): Promise<void>;
    on(event: string, listener: () => void): void;
  }
}
