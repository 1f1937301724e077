import type { Did } from '../../../base/base.ts';
import type { ExchangeRequest } from '../../../wire/wire.ts';
import { TargetError, type Target } from '../../egress-target.ts';
import { collectBody } from '../../http-body.ts';
import type { Login } from '../../login.ts';
import type { RawResponse } from '../../outcome.ts';
import { isJsonObject, listAt, readStrictJson, textAt } from '../../strict-json.ts';
import { cardPath } from '../a2a-path.ts';
import { maxCardBytes } from '../ingress-card.ts';
import type { GrpcAddress, GrpcAnswer, GrpcLine } from './grpc-call.ts';

/** google.rpc.Code: the server refuses the credentials, so it did not perform the call. */
const unauthenticated = 16;
/** For reading the card, milliseconds. Who goes away meanwhile does not end it for the others. */
const cardTimeoutMs = 10_000;
/** How long the address of a card counts, milliseconds: an agent that moved is found again after it. */
const addressLifeMs = 30_000;

export interface GrpcTargetOptions {
  /** URL of the agent, where its card is. */
  readonly url: string;
  /** URL of its gRPC interface: `http` without TLS, `https` with; undefined takes the one that the card names. */
  readonly grpcUrl?: string | undefined;
  readonly login?: Login | undefined;
  /** The agent over HTTP, for its card. */
  readonly http: Target;
}

/** The gRPC interface of an agent as a target for exchanges to `grpcPath`. gRPC is loaded when the first comes. */
export function grpcTarget(options: GrpcTargetOptions): Target {
  return new GrpcTarget(options);
}

interface Line {
  readonly line: GrpcLine;
  readonly authority: string;
  readonly until: number;
}

class GrpcTarget implements Target {
  readonly #options: GrpcTargetOptions;
  #opening: Promise<Line> | undefined;
  #last: Line | undefined;

  constructor(options: GrpcTargetOptions) {
    this.#options = options;
  }

  async perform(request: ExchangeRequest, caller: Did, signal: AbortSignal): Promise<RawResponse> {
    const { line } = await this.#line(caller);
    const { login } = this.#options;
    if (login === undefined) return (await line.call(request, { own: [], signal })).response;
    const own = await login.headers(signal);
    let answer: GrpcAnswer = await line.call(request, { own, signal });
    if (answer.code === unauthenticated && (await login.refused(own, signal)))
      answer = await line.call(request, { own: await login.headers(signal), signal });
    if (answer.code !== unauthenticated) return answer.response;
    login.failed('The server refuses the credentials.');
    throw new TargetError(
      'agent-failed',
      'The server refuses the credentials of this node. Correct them in parley.yaml.',
    );
  }

  async close(): Promise<void> {
    this.#last?.line.close();
    await Promise.resolve();
  }

  /** One at a time finds the address, whoever waits for it. */
  async #line(caller: Did): Promise<Line> {
    const last = this.#last;
    if (last !== undefined && performance.now() < last.until) return last;
    this.#opening ??= this.#open(caller, AbortSignal.timeout(cardTimeoutMs)).finally(() => {
      this.#opening = undefined;
    });
    return await this.#opening;
  }

  async #open(caller: Did, signal: AbortSignal): Promise<Line> {
    const address = await this.#address(caller, signal);
    const until = performance.now() + addressLifeMs;
    const last = this.#last;
    if (last?.authority === address.authority) return (this.#last = { ...last, until });
    const { GrpcLine } = await import('./grpc-call.ts');
    last?.line.close();
    return (this.#last = { line: new GrpcLine(address), authority: address.authority, until });
  }

  async #address(caller: Did, signal: AbortSignal): Promise<GrpcAddress> {
    const { url, grpcUrl, http } = this.#options;
    if (grpcUrl !== undefined) return addressAt(new URL(grpcUrl));
    const request = { kind: 'request', protocol: 'a2a', target: '', method: 'GET', path: cardPath } as const;
    const headers = [['A2A-Version', '1.0']] as const;
    const response = await http.perform({ ...request, headers, body: new Uint8Array(0) }, caller, signal);
    const bytes = await collectBody(response.body, maxCardBytes);
    const read = bytes === undefined ? undefined : readStrictJson(bytes);
    const card = read?.kind === 'accept' && isJsonObject(read.value) ? read.value : {};
    const found = listAt(card, 'supportedInterfaces')
      .filter(isJsonObject)
      .find((one) => one['protocolBinding'] === 'GRPC' && textAt(one, 'protocolVersion')?.startsWith('1.') === true);
    const at = readGrpcUrl(textAt(found ?? {}, 'url') ?? '');
    if (at === undefined)
      throw new TargetError('facts-invalid', 'The card of the agent names no gRPC interface of A2A 1.0.');
    // Credentials and messages are for the configured host; a card may name any other.
    if (hostOf(at) !== hostOf(new URL(url)))
      throw new TargetError(
        'agent-failed',
        'The card of the agent names a gRPC interface on another host. Name it as agent.a2a.grpcUrl in parley.yaml.',
      );
    return addressAt(at);
  }
}

/** The address in a card: `host:port`, or a URL. Without a scheme it is TLS everywhere but on this machine. */
export function readGrpcUrl(text: string): URL | undefined {
  const [, scheme = '', rest = ''] = /^(?:(https?|grpcs?|dns):\/*)?([^/?#\s]+)\/?$/i.exec(text) ?? [];
  const secure = ['https', 'grpcs'].includes(scheme.toLowerCase());
  const plain = ['http', 'grpc'].includes(scheme.toLowerCase());
  const bare = URL.canParse(`http://${rest}`) ? new URL(`http://${rest}`) : undefined;
  if (bare === undefined || bare.username !== '' || bare.password !== '' || rest === '') return undefined;
  const isOpen = plain || (!secure && hostOf(bare) === 'localhost');
  return new URL(`${isOpen ? 'http' : 'https'}://${rest}`);
}

/** All names of this machine as one. */
function hostOf({ hostname }: URL): string {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname) ? 'localhost' : hostname;
}

function addressAt(url: URL): GrpcAddress {
  const isSecure = url.protocol === 'https:';
  const port = url.port === '' ? (isSecure ? '443' : '80') : url.port;
  return { authority: `${url.hostname}:${port}`, isSecure };
}
