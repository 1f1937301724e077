import { z } from 'zod';
import { commitChange, Ahead } from './ahead.ts';
import { fromUtf8, millis, parseCanonicalDid, utf8, type Did, type Millis } from './base/base.ts';
import { entriesOf } from './pages.ts';
import type { IdentityFacts } from './policy/policy.ts';
import type { Operation, Store } from './store/store.ts';
import { attestationKinds, type Attestation, type AttestationKind } from './wire/wire.ts';

/** An identity that an agent proved by a token. */
export interface ProvedIdentity extends Attestation {
  /** Entra ID's tenant. */
  readonly tenant?: string | undefined;
  /** When it was proved, and until when that counts: the end of the token. */
  readonly at: Millis;
  readonly expires: Millis;
}

const time = z.number().transform(millis);
const stored = z.strictObject({
  kind: z.enum(attestationKinds),
  issuer: z.string(),
  subject: z.string(),
  tenant: z.string().optional(),
  at: time,
  expires: time,
});

const prefix = 'attested/';

/** Who agents proved to be elsewhere; on disk, so that a restart forgets nobody before the token's end. */
export class ProvedIdentities {
  readonly #store: Store;
  readonly #proved = new Ahead<string, ProvedIdentity>();

  private constructor(store: Store) {
    this.#store = store;
  }

  /** Reads what the store holds; of kinds and issuers that are trusted no more nothing is taken up. */
  static async open(store: Store, isTrusted: (attestation: Attestation) => boolean): Promise<ProvedIdentities> {
    const proved = new ProvedIdentities(store);
    const gone: Operation[] = [];
    for await (const [key, value] of entriesOf(store, 'peer', { gte: prefix, lt: `${prefix.slice(0, -1)}0` })) {
      const name = fromUtf8(key) ?? '';
      const one = stored.parse(JSON.parse(fromUtf8(value) ?? ''));
      if (isTrusted(one)) proved.#proved.restore(name, one);
      else gone.push({ kind: 'delete', space: 'peer', key });
    }
    if (gone.length > 0) await store.commit(gone);
    return proved;
  }

  /** What an agent proved of a kind and counts now. */
  find(did: Did, kind: AttestationKind, now: Millis): ProvedIdentity | undefined {
    const found = this.#proved.get(keyOf(did, kind));
    return found !== undefined && found.expires > now ? found : undefined;
  }

  /** What policy sees of an agent; undefined when it proved nothing that counts now. */
  factsOf(did: Did, now: Millis): IdentityFacts | undefined {
    if (this.#proved.size === 0) return undefined;
    const [entra, oidc, spiffe] = attestationKinds.map((kind) => this.find(did, kind, now));
    return entra === undefined && oidc === undefined && spiffe === undefined ? undefined : { entra, oidc, spiffe };
  }

  /** On disk when it resolves. */
  async put(did: Did, proved: ProvedIdentity): Promise<void> {
    const key = keyOf(did, proved.kind);
    const value = utf8(JSON.stringify(proved));
    await commitChange(this.#store, this.#proved.change(key, proved, [{ kind: 'put', space: 'peer', key, value }]));
  }

  /** Forgets what agents proved that their records say no more, and what is over. */
  async sweep(says: (did: Did) => readonly Attestation[], now: Millis): Promise<void> {
    for (const [key, proved] of this.#proved.entries()) {
      const did = parseCanonicalDid(key.slice(prefix.length, key.lastIndexOf('/')));
      const stands = did !== undefined && says(did).some((one) => isSame(one, proved));
      if (stands && proved.expires > now) continue;
      await commitChange(this.#store, this.#proved.change(key, undefined, [{ kind: 'delete', space: 'peer', key }]));
    }
  }
}

/** Whether two say the same of an agent. */
export function isSame(a: Attestation, b: Attestation): boolean {
  return a.kind === b.kind && a.issuer === b.issuer && a.subject === b.subject;
}

function keyOf(did: Did, kind: AttestationKind): string {
  return `${prefix}${did}/${kind}`;
}
