import { accept, reject, type Verdict } from '../base/base.ts';
import { maxDelegatedLength } from '../wire/wire.ts';

/** A capability taken apart: `action:resource[:qualifier]`, AgentMesh's vocabulary. */
interface Capability {
  readonly action: string;
  readonly resource: string;
  /** Everything behind the second colon, one opaque segment; undefined when there is none. */
  readonly qualifier: string | undefined;
}

const form = /^([A-Za-z0-9][A-Za-z0-9._-]*):([A-Za-z0-9][A-Za-z0-9._/-]*)(?::([\u0021-\u007e]+))?$/;

/**
 * Reads a capability that is to be delegated. Rejects with `delegation-invalid` what is not
 * `action:resource[:qualifier]`, and every `*`: whoever delegates says what.
 */
export function parseCapability(text: string): Verdict<Capability> {
  if (text.length > maxDelegatedLength)
    return reject('delegation-invalid', `a capability is longer than ${maxDelegatedLength}`);
  if (text.includes('*')) return reject('delegation-invalid', '* cannot be delegated');
  const match = form.exec(text);
  const [, action, resource, qualifier] = match ?? [];
  if (action === undefined || resource === undefined)
    return reject('delegation-invalid', 'a capability is not of the form action:resource[:qualifier]');
  return accept({ action, resource, qualifier });
}

/** How an offer answers a wish: with all that was asked for, or with a part of it. */
export type CapabilityMatch = 'whole' | 'part';

/**
 * Whether a capability that an agent says to have answers one that is searched for: `whole` when it is that or a wider
 * one, `part` when it is the same action on the same resource with a qualifier that was not asked for. What is no
 * capability matches only itself, letter by letter.
 */
export function matchCapability(offered: string, wanted: string): CapabilityMatch | undefined {
  if (offered === wanted || coversCapability(offered, wanted)) return 'whole';
  return coversCapability(wanted, offered) ? 'part' : undefined;
}

/**
 * Whether `wide` holds all that `narrow` says, by whole segments: action and resource are the same, and the qualifier
 * is the same or `wide` has none. What is no capability covers nothing and is covered by nothing.
 */
export function coversCapability(wide: string, narrow: string): boolean {
  const [outer, inner] = [parseCapability(wide), parseCapability(narrow)];
  if (outer.kind !== 'accept' || inner.kind !== 'accept') return false;
  const { action, resource, qualifier } = outer.value;
  if (action !== inner.value.action || resource !== inner.value.resource) return false;
  return qualifier === undefined || qualifier === inner.value.qualifier;
}
