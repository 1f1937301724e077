import { z } from 'zod';
import { fromUtf8, MeshError, parseMessageId, SecretKey, utf8, type MessageId } from './base/base.ts';
import type { Approval, Approvals } from './approvals.ts';
import { pause, type Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Events } from './events.ts';
import { credentialPath, notASecret, readSecretFile, withoutLineEnd, type SecretPurpose } from './secret-file.ts';
import { isSignedWebhook, signWebhook, type Signed } from './webhook-signature.ts';

/** Where requests for approval are announced. */
export interface WebhookAddress {
  readonly url: string;
  readonly secret: SecretKey;
}

/** What announcing needs of the rest of the hall. */
interface WebhookPorts {
  readonly clock: Clock;
  readonly events: Pick<Events, 'webhookFailed' | 'internalError'>;
  readonly approvals: Pick<Approvals, 'all' | 'of'>;
}

/** Pauses between tries, milliseconds: a receiver may restart, and after ten minutes a person is told another way. */
const pausesMs = [1000, 5000, 30_000, 120_000, 600_000];
/** How long one try may take, milliseconds. */
const timeoutMs = 10_000;
/** Announcements under way at once; what comes beyond waits for its turn. */
const maxUnderWay = 8;

/**
 * Tells a webhook of every call that waits for a person: at least once, signed as Standard Webhooks 1.0.0 says, with
 * the id of the request as that of the message, so that a receiver knows repetitions. A request that was answered or
 * has expired meanwhile is announced no more. What was not announced before a stop is announced after the next start.
 */
export class ApprovalWebhook {
  readonly #ports: WebhookPorts;
  readonly #address: WebhookAddress;
  readonly #stop = new AbortController();
  readonly #waiting = new Set<MessageId>();
  #underWay = 0;

  constructor(address: WebhookAddress, ports: WebhookPorts) {
    this.#address = address;
    this.#ports = ports;
  }

  /** Announces what waits already. */
  start(): void {
    for (const { id, state } of this.#ports.approvals.all(this.#ports.clock.now()))
      if (state === 'pending') this.announce(id);
  }

  /** A call waits from now on. */
  announce(id: MessageId): void {
    this.#waiting.add(id);
    this.#next();
  }

  /** Ends every try under way. */
  stop(): void {
    this.#stop.abort();
    this.#waiting.clear();
  }

  #next(): void {
    const [id] = this.#waiting;
    if (id === undefined || this.#underWay >= maxUnderWay || this.#stop.signal.aborted) return;
    this.#waiting.delete(id);
    this.#underWay++;
    this.#deliver(id)
      .catch((error: unknown) => this.#ports.events.internalError('approval webhook', error))
      .finally(() => {
        this.#underWay--;
        this.#next();
      });
  }

  async #deliver(id: MessageId): Promise<void> {
    const { clock, approvals, events } = this.#ports;
    for (const [attempt, pauseMs] of [0, ...pausesMs].entries()) {
      await pause(clock, pauseMs, this.#stop.signal);
      const approval = approvals.of(id, clock.now());
      if (this.#stop.signal.aborted || approval?.state !== 'pending') return;
      const problem = await this.#post(approval);
      if (problem === undefined) return;
      events.webhookFailed(id, attempt + 1, problem);
    }
  }

  /** What went wrong; undefined when the receiver has it. Nothing of the address or the answer is told: both may hold secrets. */
  async #post(approval: Approval): Promise<string | undefined> {
    const { url, secret } = this.#address;
    const now = this.#ports.clock.now();
    const payload = JSON.stringify({
      type: 'approval.requested',
      timestamp: new Date(now).toISOString(),
      data: told(approval),
    });
    const signed: Signed = { id: approval.id, timestamp: Math.floor(now / 1000), payload };
    const headers = {
      'content-type': 'application/json',
      'webhook-id': signed.id,
      'webhook-timestamp': String(signed.timestamp),
      'webhook-signature': signWebhook(signed, secret),
    };
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(timeoutMs)]);
    try {
      const response = await fetch(url, { method: 'POST', headers, body: payload, redirect: 'error', signal });
      await response.body?.cancel();
      return response.ok ? undefined : `status ${response.status}`;
    } catch (error) {
      return error instanceof Error && error.name === 'TimeoutError' ? `no answer in ${timeoutMs} ms` : 'no answer';
    }
  }
}

/** What a receiver hears: who asks what of whom, by which rules, and what makes the call this one. Never an argument. */
function told({ id, direction, from, to, action, resource, policies, digest, created, expires }: Approval): object {
  return { id, direction, from, to, action, resource, policies, digest, created, expires };
}

const answerShape = z.strictObject({
  approval: z.string().transform((text, context) => {
    const id = parseMessageId(text);
    if (id !== undefined) return id;
    context.issues.push({ code: 'custom', input: text, message: 'is no id of a request' });
    return z.NEVER;
  }),
  digest: z.string(),
  approve: z.boolean(),
  by: z.string().min(1).max(96),
  why: z.string().min(1).max(1024),
});

/** An answer that a webhook's owner signed. */
export type SignedAnswer = z.output<typeof answerShape>;

/**
 * Reads a signed answer. Throws MeshError `unauthorized` when no webhook is configured, the signature is wrong or its
 * time is off, `request-invalid` for another form. Replays have no use: an answer names one request, by its id and the
 * digest of the call, and a request is answered once.
 */
export function readSignedAnswer(
  signed: Signed & { readonly signature: string },
  about: { readonly secret: SecretKey | undefined; readonly now: number },
): SignedAnswer {
  const { secret, now } = about;
  if (secret === undefined || !isSignedWebhook(signed, signed.signature, { secret, now }))
    throw new MeshError(
      'unauthorized',
      'The answer is not signed with the secret of the webhook, or its time is more than five minutes off. Sign id, timestamp and payload as Standard Webhooks says.',
    );
  const answer = answerShape.safeParse(parse(signed.payload));
  if (answer.success) return answer.data;
  throw new MeshError('request-invalid', 'The payload is no answer. It has approval, digest, approve, by and why.');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const purpose: SecretPurpose = {
  without: 'Requests for approval cannot be announced',
  use: 'which holds the secret of the approval webhook',
  setting: 'approvals.webhook in parley.yaml',
  code: 'config-invalid',
};

/** Shortest secret, bytes (Standard Webhooks, "Signature scheme": 24 to 64). */
const minSecretBytes = 24;

/**
 * The webhook of the configuration, its secret read: `whsec_` and base64, from a file, a systemd credential or a
 * variable. Throws MeshError 'credential-missing', 'keyring-permissions' or 'config-invalid'.
 */
export function webhookAddress(
  { webhook }: Config['approvals'],
  env: Readonly<Record<string, string | undefined>>,
): WebhookAddress | undefined {
  if (webhook === undefined) return undefined;
  const { text, where } = secretOf(webhook, env);
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(fromUtf8(text) ?? '')?.[1];
  const bytes = Uint8Array.from(Buffer.from(encoded ?? '', 'base64'));
  if (bytes.length >= minSecretBytes) return { url: webhook.url, secret: SecretKey.own(bytes) };
  throw notASecret(where, `holds no secret: whsec_ and the base64 of at least ${minSecretBytes} bytes`, purpose);
}

function secretOf(
  { secretFile, credential, env: variable = '' }: NonNullable<Config['approvals']['webhook']>,
  env: Readonly<Record<string, string | undefined>>,
): { readonly text: Uint8Array; readonly where: string } {
  const path = secretFile ?? (credential === undefined ? undefined : credentialPath(credential, env, purpose));
  return path === undefined
    ? { text: utf8(env[variable] ?? ''), where: `the variable ${variable}` }
    : { text: withoutLineEnd(readSecretFile(path, purpose)), where: path };
}
