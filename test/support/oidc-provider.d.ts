/** The part of oidc-provider that tests use; the package has no types of its own. */
declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http';

  interface Saved {
    save(): Promise<string>;
  }
  interface Grant extends Saved {
    addResourceScope(resource: string, scope: string): void;
  }

  export class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>);
    callback(): RequestListener;
    readonly Client: { find(id: string): Promise<object | undefined> };
    readonly Grant: new (properties: Readonly<Record<string, unknown>>) => Grant;
    readonly RefreshToken: new (properties: Readonly<Record<string, unknown>>) => Saved;
    on(event: string, listener: () => void): void;
  }
}
