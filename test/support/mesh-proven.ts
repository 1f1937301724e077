import { createHash, createPrivateKey, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { meshIdentity } from './mesh-client.ts';

/** A frame as it stands in JSON. */
export type RawFrame = Readonly<Record<string, unknown>>;

/** A client of the current generation, as far as a test needs one: it proves its key, and sends what it is told to. */
export class ProvenClient {
  readonly did: string;
  readonly heard: RawFrame[] = [];
  readonly #identity = meshIdentity();
  readonly #ports: { readonly registry: number; readonly relay: number };
  #socket: WebSocket | undefined;
  #closed: Promise<number> = Promise.resolve(0);
  #wake: (() => void)[] = [];

  constructor(ports: { readonly registry: number; readonly relay: number }) {
    this.#ports = ports;
    this.did = this.#identity.did;
  }

  /** Ed25519. */
  get key(): Buffer {
    return Buffer.from(this.#identity.key);
  }

  sign(text: string | Uint8Array): Buffer {
    const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), this.#identity.seed]);
    const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
    return sign(null, typeof text === 'string' ? Buffer.from(text) : text, key);
  }

  /** A `connect` frame with a proof of now. */
  proof(timestamp = new Date().toISOString()): RawFrame {
    const public_key = this.key.toString('base64');
    const signature = this.sign(timestamp).toString('base64');
    return { v: 1, type: 'connect', from: this.did, public_key, timestamp, signature };
  }

  /** Connects with a first frame; the code that it was closed with, undefined when it was let in. */
  async connect(first: RawFrame = this.proof()): Promise<number | undefined> {
    const socket = new WebSocket(`ws://127.0.0.1:${this.#ports.relay}/ws`);
    this.#closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('message', (data: Buffer) => {
      this.heard.push(JSON.parse(data.toString()));
      for (const wake of this.#wake.splice(0)) wake();
    });
    socket.once('close', () => {
      for (const wake of this.#wake.splice(0)) wake();
    });
    await once(socket, 'open');
    socket.send(JSON.stringify(first));
    // A frame that is always answered: whoever is let in is told that its type is unknown.
    socket.send(JSON.stringify({ v: 1, type: 'are-you-there' }));
    this.#socket = socket;
    const answered = this.next((frame) => frame['detail'] === 'Unknown frame type');
    return await Promise.race([this.#closed, answered.then(() => undefined).catch(() => this.#closed)]);
  }

  /** The code that the connection is closed with. */
  get closed(): Promise<number> {
    return this.#closed;
  }

  send(frame: RawFrame | string): void {
    this.#socket?.send(typeof frame === 'string' ? frame : JSON.stringify({ v: 1, from: this.did, ...frame }));
  }

  /** The first frame heard, past or to come, that is meant; it is heard no more. */
  async next(isMeant: (frame: RawFrame) => boolean): Promise<RawFrame> {
    for (;;) {
      const index = this.heard.findIndex(isMeant);
      if (index >= 0) return this.heard.splice(index, 1)[0] ?? {};
      if (this.#socket === undefined || this.#socket.readyState > WebSocket.OPEN)
        throw new Error(`The connection ended; heard: ${JSON.stringify(this.heard).slice(0, 1000)}`);
      await new Promise<void>((wake) => this.#wake.push(wake));
    }
  }

  close(): void {
    this.#socket?.terminate();
  }

  /** Asks the registry; with a proof unless told otherwise. */
  async ask(
    method: string,
    path: string,
    options: { readonly body?: unknown; readonly authorization?: string } = {},
  ): Promise<{ readonly status: number; readonly body: RawFrame }> {
    const timestamp = new Date().toISOString();
    const proof = `Ed25519-Timestamp ${this.did} ${timestamp} ${this.sign(timestamp).toString('base64url')}`;
    const { body, authorization = proof } = options;
    const response = await fetch(`http://127.0.0.1:${this.#ports.registry}${path}`, {
      method,
      headers: authorization === '' ? {} : { authorization },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
  }

  /** Registers with a proof. */
  async register(capabilities: readonly string[] = []): Promise<number> {
    const public_key = this.key.toString('base64url');
    const proof_timestamp = new Date().toISOString();
    const proof = this.sign(public_key + proof_timestamp).toString('base64url');
    const body = { public_key, proof, proof_timestamp, capabilities, metadata: {} };
    return (await this.ask('POST', '/v1/agents', { body, authorization: '' })).status;
  }

  /** Ids and keys are made up: nobody here opens what is sealed. */
  deposit(oneTime: number, x25519: Buffer): RawFrame {
    const prekey = createHash('sha256').update(randomUUID()).digest();
    return {
      identity_key: x25519.toString('base64url'),
      identity_key_ed: this.key.toString('base64url'),
      signed_pre_key: {
        key_id: 1,
        public_key: prekey.toString('base64url'),
        signature: this.sign(prekey).toString('base64url'),
      },
      one_time_pre_keys: Array.from({ length: oneTime }, (_, key_id) => ({
        key_id,
        public_key: createHash('sha256').update(randomUUID()).digest('base64url'),
      })),
    };
  }
}
