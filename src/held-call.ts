import { concat, sha256, toHex, u32be, utf8, type Did, type MessageId } from './base/base.ts';
import { bodyOfCall } from './bridge/bridge.ts';
import type { ActionName, Decision, Facts } from './policy/policy.ts';
import type { Body, Envelope, ExchangeRequest, PlainMessage } from './wire/wire.ts';

/** A call that only forbids stop which a person may lift. */
export interface HeldCall {
  /** The message that carried it. */
  readonly id: MessageId;
  readonly direction: 'in' | 'out';
  /** Who asks. */
  readonly from: Did;
  readonly to: Did;
  readonly action: ActionName;
  /** What it acts on, in a word; never an argument. */
  readonly resource: string;
  /** Version of the set that judged it. */
  readonly policySet: string;
  /** The forbids that hold it. */
  readonly policies: readonly { readonly id: string; readonly reason?: string }[];
  /** What makes another call the same one, hexadecimal SHA-256; see `digestOf`. */
  readonly digest: string;
}

/** Bodies that begin something: what is held is asked for again, which an answer cannot be. */
type Asking = PlainMessage | ExchangeRequest;

/** The call in an envelope; undefined when it carries an answer, which cannot be asked for again. */
export function heldCall(
  envelope: Envelope,
  judged: { readonly direction: 'in' | 'out'; readonly facts: readonly Facts[]; readonly decision: Decision },
  policySet: string,
): HeldCall | undefined {
  const { id, from, to, body } = envelope;
  const { direction, facts, decision } = judged;
  const [first] = facts;
  if (!isAsking(body) || first === undefined) return undefined;
  const policies = decision.policies.map(({ id: name, annotations: { reason } }) => ({
    id: name,
    ...(reason === undefined ? {} : { reason }),
  }));
  const resource = 'name' in first.resource ? first.resource.name : '';
  const call = { id, direction, from, to, action: first.action, resource, policySet, policies };
  return { ...call, digest: digestOf(call, facts, body) };
}

function isAsking(body: Body): body is Asking {
  return body.kind === 'message' || body.kind === 'request';
}

/** Separates these hashes from all others. */
const domain = 'parley approval v1';

/**
 * SHA-256 over all that a person approves: who asks whom, in which direction, for which actions, the method, path or
 * topic, the bytes of the body (`bodyOfCall`), and the set of policies. Every part with its length before it, so that
 * no two calls have the same bytes.
 */
function digestOf(
  { direction, from, to, policySet }: Pick<HeldCall, 'direction' | 'from' | 'to' | 'policySet'>,
  facts: readonly Facts[],
  body: Asking,
): string {
  const actions = facts.map(({ action }) => action).join(' ');
  const texts = [domain, direction, from, to, policySet, actions, body.kind, ...around(body)];
  const bytes = [...texts.map(utf8), body.kind === 'request' ? bodyOfCall(body) : body.body];
  return toHex(sha256(concat(...bytes.flatMap((part) => [u32be(part.length), part]))));
}

function around(body: Asking): readonly string[] {
  if (body.kind === 'message') return [body.topic, body.contentType, body.replyTo ?? ''];
  return [body.protocol, body.target, body.method, body.path];
}
