import { fromUtf8, utf8, type Did, type MessageId, type Millis, type Reason } from './base/base.ts';
import type { Explanation } from './control/api.ts';
import type { Decision, Facts } from './policy/policy.ts';
import type { Operation, Store } from './store/store.ts';
import type { Ack } from './wire/wire.ts';

/** Where in the pipeline a message was stopped, or `policy` when it passed. */
export type Step = 'envelope' | 'identity' | 'trust' | 'session' | 'facts' | 'policy' | 'delivery';

/** What was decided about one message here. */
export interface Judgement {
  readonly allowed: boolean;
  readonly step: Step;
  /** Undefined exactly when allowed. */
  readonly reason: Reason | undefined;
  /** For the operator, in words. */
  readonly detail?: string | undefined;
  readonly decision?: Decision | undefined;
  readonly facts?: Facts | undefined;
}

/** A message's first page in the journal. */
export interface Entry {
  readonly id: MessageId;
  readonly direction: 'in' | 'out';
  readonly peer: Did;
  readonly action: string;
  readonly created: Millis;
  readonly expires: Millis;
  readonly cursor?: string;
  readonly decisions: Explanation['decisions'];
}

/** A message's last page: what became of it. */
export interface Ending {
  readonly at: Millis;
  readonly outcome: Ack['outcome'];
  readonly reason: Reason | undefined;
}

/** Facts are shown to the operator up to this many characters of JSON: enough for a call, not for a file. */
const maxFactsText = 4096;

/** The write that records a judgement of a message; goes into the same commit as its consequence. */
export function writeEntry(head: Omit<Entry, 'decisions'>, judgement: Judgement, at: Millis): Operation {
  const { decision } = judgement;
  const entry: Entry = {
    ...head,
    decisions: [
      {
        at,
        step: judgement.step,
        side: 'local',
        allowed: judgement.allowed,
        ...(judgement.reason === undefined ? {} : { reason: judgement.reason }),
        ...(judgement.detail === undefined ? {} : { detail: judgement.detail }),
        policies:
          decision?.policies.map(({ id, file, line, annotations }) => ({
            id,
            file,
            line,
            annotations: { ...annotations },
          })) ?? [],
        errors: decision?.errors ?? [],
        ...(judgement.facts === undefined ? {} : { facts: showFacts(judgement.facts) }),
      },
    ],
  };
  return { kind: 'put', space: 'decision', key: head.id, value: utf8(JSON.stringify(entry)) };
}

/** The write that records how a message ended; apart from the entry, so that nothing has to be read first. */
export function writeEnding(id: MessageId, ending: Ending): Operation {
  return { kind: 'put', space: 'decision', key: `${id}.end`, value: utf8(JSON.stringify(ending)) };
}

/** Reads both pages of a message; undefined when it is not known here. */
export function readEntry(
  store: Store,
  id: MessageId,
): { readonly entry: Entry; readonly ending: Ending | undefined } | undefined {
  const entry = textOf(store.get('decision', id));
  const ending = textOf(store.get('decision', `${id}.end`));
  // The store authenticates its values, so what is read is what this file wrote.
  return entry === undefined
    ? undefined
    : { entry: JSON.parse(entry), ending: ending === undefined ? undefined : JSON.parse(ending) };
}

function textOf(value: Uint8Array | undefined): string | undefined {
  return value === undefined ? undefined : fromUtf8(value);
}

/** Facts as the operator sees them: who, what, on what, and the circumstances; bounded. */
function showFacts(facts: Facts): Record<string, unknown> {
  const { owner, ...resource } = facts.resource;
  const shown = {
    principal: {
      did: facts.principal.did,
      score: facts.principal.score,
      tier: facts.principal.tier,
      organisation: facts.principal.organisation?.name,
      own: facts.principal.own,
    },
    action: facts.action,
    resource: { ...resource, owner: owner.did },
    context: facts.context,
  };
  const text = JSON.stringify(shown);
  return text.length <= maxFactsText
    ? shown
    : { ...shown, context: { ...facts.context, arguments: '(too long to show)' } };
}
