import type { Did } from './base/base.ts';
import { didFromKey, type VerifiedRecord } from './identity/identity.ts';
import { mergeRecord, standing, type RegistryEntry } from './registry/registry.ts';

/** The organisation of our record: kept, because it is asked for with every message. */
interface OwnOrganisation {
  readonly id: string;
  /** The DID that its key makes. */
  readonly did: Did;
}

/** Our own agent in the directory: its record, whose it is, and what others say of it. */
export class OwnAgent {
  #record: VerifiedRecord;
  #organisation: OwnOrganisation | undefined;
  #onOrganisation: () => void = () => {};
  /** What others say of our own agent: only what ends it matters. */
  heard: RegistryEntry | undefined;

  constructor(record: VerifiedRecord) {
    this.#record = record;
    this.#organisation = organisationOf(record);
  }

  get record(): VerifiedRecord {
    return this.#record;
  }

  get organisation(): OwnOrganisation | undefined {
    return this.#organisation;
  }

  /** Calls the listener when another organisation, or none, signs for our agent from now on. */
  onOrganisation(listener: () => void): void {
    this.#onOrganisation = listener;
  }

  /** Our record was published anew. */
  replace(record: VerifiedRecord): void {
    const before = this.#organisation?.id;
    this.#record = record;
    this.#organisation = organisationOf(record);
    if (this.#organisation?.id !== before) this.#onOrganisation();
  }

  /** What was heard, with our record merged; undefined when that cannot be. */
  entry(): RegistryEntry | undefined {
    const merged = mergeRecord(this.heard, this.#record);
    return merged.kind === 'accept' ? merged.value : this.heard;
  }

  /** Whether the operator suspended it: it may deal with nobody until that is over. */
  get isSuspended(): boolean {
    return this.#record.record.status === 'suspended';
  }

  /** Why our own agent may deal with nobody: it was revoked, its key was used for two records, or it is suspended. */
  end(): 'revoked' | 'equivocation' | 'not-active' | undefined {
    return this.#endForGood() ?? (this.isSuspended ? 'not-active' : undefined);
  }

  #endForGood(): 'revoked' | 'equivocation' | undefined {
    const entry = this.heard;
    if (entry === undefined) return undefined;
    if (entry.revocation !== undefined) return 'revoked';
    if (entry.dispute !== undefined) return 'equivocation';
    const now = mergeRecord({ ...entry, record: undefined, others: [] }, this.#record);
    const verdict = now.kind === 'accept' ? standing(now.value, this.#record.record.notBefore) : now;
    return verdict.kind === 'reject' && verdict.reason === 'revoked' ? 'revoked' : undefined;
  }
}

function organisationOf({ organisation }: VerifiedRecord): OwnOrganisation | undefined {
  return organisation && { id: organisation.id, did: didFromKey(organisation.key) };
}
