import { open } from 'node:fs/promises';
import type { Did, Millis } from './base/base.ts';
import { maxTokenLength, readOwnToken } from './bridge/bridge.ts';
import type { Events } from './events.ts';
import type { Attestation, AttestationKind } from './wire/wire.ts';

/** Where a token of ours lies, which others keep fresh: a projected service account token, the file of a SPIFFE agent. */
export interface ShownFile {
  readonly kind: AttestationKind;
  readonly file: string;
}

/** What our tokens need of the hall. */
export interface OwnTokenPorts {
  readonly self: Did;
  readonly files: readonly ShownFile[];
  readonly events: Pick<Events, 'tokenUnusable'>;
  now(): Millis;
}

interface Usable {
  readonly token: string;
  readonly attestation: Attestation;
}

/**
 * The tokens by which our agent proves who it is elsewhere. They are read from their files whenever one is shown, and
 * kept nowhere: whoever writes the files refreshes them. Each must name our DID as its audience, so that it is of use
 * to nobody else.
 */
export class OwnTokens {
  readonly #ports: OwnTokenPorts;
  /** What our record says. */
  #shown: readonly Attestation[] = [];
  /** Why a file is of no use, as it was told last. */
  readonly #told = new Map<AttestationKind, string>();

  constructor(ports: OwnTokenPorts) {
    this.#ports = ports;
  }

  get shown(): readonly Attestation[] {
    return this.#shown;
  }

  /** Reads all files; whether our record is to say something else than before. A file that cannot be read now changes nothing. */
  async look(): Promise<boolean> {
    const before = this.#shown;
    const next: Attestation[] = [];
    for (const { kind } of this.#ports.files) {
      const attestation = (await this.#read(kind))?.attestation ?? before.find((one) => one.kind === kind);
      if (attestation !== undefined) next.push(attestation);
    }
    this.#shown = next;
    return JSON.stringify(next) !== JSON.stringify(before);
  }

  /** The token of a kind as it is now; undefined when there is none that holds. */
  async token(kind: AttestationKind): Promise<string | undefined> {
    return (await this.#read(kind))?.token;
  }

  async #read(kind: AttestationKind): Promise<Usable | undefined> {
    const { self, files } = this.#ports;
    const place = files.find((one) => one.kind === kind);
    if (place === undefined) return undefined;
    const token = await readToken(place.file);
    const read = token === undefined ? undefined : readOwnToken(token, kind);
    if (token === undefined || read === undefined) return this.#unusable(kind, 'the file holds no such token');
    if (!read.audiences.some((audience) => isAudienceOf(self, audience)))
      return this.#unusable(kind, 'the audience of the token is not the DID of this agent');
    if (read.expires <= this.#ports.now())
      return this.#unusable(kind, 'the token has expired, and nobody wrote a new one');
    this.#told.delete(kind);
    const { issuer, subject } = read;
    return { token, attestation: { kind, issuer, subject } };
  }

  /** Told once for each reason. */
  #unusable(kind: AttestationKind, problem: string): undefined {
    if (this.#told.get(kind) === problem) return;
    this.#told.set(kind, problem);
    this.#ports.events.tokenUnusable(kind, problem);
  }
}

/** Whether a token for this audience is bound to an agent: the DID itself, or a URI that ends in it, as Entra ID wants one. */
export function isAudienceOf(did: Did, audience: string): boolean {
  return audience === did || audience.endsWith(`/${did}`);
}

/** The text of a file, without what stands around it; undefined when it cannot be read or is too large for a token. */
async function readToken(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path, 'r');
    const { bytesRead, buffer } = await file.read(new Uint8Array(maxTokenLength + 1), 0, maxTokenLength + 1, 0);
    return bytesRead > maxTokenLength ? undefined : new TextDecoder().decode(buffer.subarray(0, bytesRead)).trim();
  } catch {
    return undefined;
  }
}
