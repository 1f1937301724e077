import { joinRun, splitRun } from './bridge/bridge.ts';
import { frameType } from './facts.ts';
import type { Judged } from './judge.ts';
import type { Facts } from './policy/policy.ts';
import type { Ack, Envelope, RefusedFrame } from './wire/wire.ts';

/** A frame that did not pass, and which of its run it is. */
export interface StoppedFrame {
  readonly index: number;
  readonly judged: Judged;
}

/** The frames of a run, each in the envelope that it would have had alone, but for the id; any other envelope as it is. */
export function apart(envelope: Envelope): readonly Envelope[] {
  const { body } = envelope;
  if (body.kind !== 'message' || body.contentType !== frameType) return [envelope];
  const bodies = splitRun(body.body);
  return bodies?.map((one) => ({ ...envelope, body: { ...body, body: one } })) ?? [envelope];
}

/** Envelopes of frames of one way as one, with the id of the first. */
export function together(frames: readonly [Envelope, ...Envelope[]]): Envelope {
  const [first] = frames;
  const { body } = first;
  if (body.kind !== 'message' || frames.length === 1) return first;
  const bodies = frames.flatMap(({ body: one }) => (one.kind === 'message' ? [one.body] : []));
  return { ...first, body: { ...body, body: joinRun(bodies) } };
}

/**
 * What was decided about frames that passed together, as one: the rules are those of all of them, and of their facts,
 * which differ in nothing but their size, each is there once.
 */
export function judgedTogether(all: readonly [Judged, ...Judged[]]): Judged {
  const [first] = all;
  if (all.length === 1) return first;
  const envelope = together([first.envelope, ...all.slice(1).map((one) => one.envelope)]);
  const bySize = new Map<number, Facts>();
  for (const fact of all.flatMap(({ facts }) => facts))
    if (!bySize.has(fact.context.sizeBytes)) bySize.set(fact.context.sizeBytes, fact);
  const { decision } = first.judgement;
  const decisions = all.flatMap(({ judgement }) => judgement.decision ?? []);
  const policies = [...new Map(decisions.flatMap((one) => one.policies).map((policy) => [policy.id, policy])).values()];
  const redacted = [...new Set(all.flatMap(({ judgement }) => judgement.redacted ?? []))];
  const judgement = {
    ...first.judgement,
    ...(decision === undefined ? {} : { decision: { ...decision, policies } }),
    ...(redacted.length === 0 ? {} : { redacted }),
  };
  return { ...first, envelope, judgement, facts: [...bySize.values()], writes: all.flatMap(({ writes }) => writes) };
}

/** Why frames of a run were refused: each by itself, unless all of them were, and for one reason. */
export function refusalOfRun(
  count: number,
  stopped: readonly [StoppedFrame, ...StoppedFrame[]],
): Pick<Ack, 'reason' | 'refused'> {
  const refused = stopped.map(({ index, judged }): RefusedFrame => {
    return { index, reason: judged.judgement.reason ?? 'policy-denied' };
  });
  const reason = refused[0]?.reason;
  const isOne = refused.length === count && refused.every((one) => one.reason === reason);
  return isOne ? { reason } : { reason, refused };
}

/** What of a message its recipient did not take: of a run the frames that it refused. */
export function untaken(envelope: Envelope, refused: Ack['refused']): Envelope {
  const indexes = new Set(refused?.map(({ index }) => index));
  const [first, ...others] = apart(envelope).filter((_, index) => indexes.has(index));
  return refused === undefined || first === undefined ? envelope : together([first, ...others]);
}
