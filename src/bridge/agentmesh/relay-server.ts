import http, { type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { concat, type Reason, type MeshDid } from '../../base/base.ts';
import { refuseHead } from '../ingress-request.ts';
import {
  isCarried,
  maxFrameBytes,
  readClientFrame,
  type CarriedFrame,
  type ClientFrame,
  type ConnectFrame,
} from './frame.ts';
import { closeServer, listenOn, type GatewayDoor, type GatewayPlace } from './listen.ts';

/** Close codes of the wire protocol, section 12, and two of RFC 6455. */
export const closeCodes = {
  normal: 1000,
  /** The node restarts: clients connect again. */
  restart: 1012,
  overloaded: 1013,
  notConnect: 4001,
  noFrom: 4002,
  token: 4003,
  idle: 4004,
  proof: 4005,
  /** Another connection took the place: the client must not connect again. */
  replaced: 4006,
} as const;

/** How long the first frame may take, milliseconds. */
const firstFrameMs = 10_000;
/** A connection on which nothing was heard for so long is closed; milliseconds. */
const idleMs = 90_000;
/** How often it is asked for a sign of life, which every WebSocket client gives by itself. */
const pingMs = 30_000;
/** How long a client may take to answer a close, milliseconds: what it had sent before comes first. */
const closeWithinMs = 5_000;
/** Connections at once, of all clients. */
const maxConnections = 256;
/** Frames of one client on their way into the store at once: beyond, it is read no further. */
const maxTaking = 256;
/** Bytes of all clients' frames on their way into the store while the node stops: what they had said by then is read all the same. */
const maxDrainBytes = 64 * 1024 * 1024;
/** Bytes of frames kept that came while `connect` was checked: what was read with it, the rest waits in the socket. */
const maxEarlyBytes = 2 * maxFrameBytes;
/** Frames that are no frames, of one connection: beyond, it is closed. */
const maxFaults = 32;

/** A connection as the hall sees it. */
export interface RelayLine {
  /** Sends a frame; resolves once it was handed to the system, false when the connection has ended. */
  send(frame: Uint8Array | string): Promise<boolean>;
  close(code: number, reason: string): void;
}

/** A client on its connection, as the relay sees it. */
export interface RelayClient {
  readonly did: MeshDid;
  /** Carries a frame on; resolves when it is on disk or was refused and answered. */
  take(frame: CarriedFrame): Promise<void>;
  acknowledged(id: string): void;
  /** Once, at the end: `clean` when the client itself said that it closes, so that it took what it acknowledged and nothing else. */
  ended(clean: boolean): void;
}

/** Why a connection is not let in. */
export interface Turned {
  readonly code: number;
  readonly detail: string;
}

/** What the relay asks of the hall. */
export interface RelayPorts {
  /** Lets a client in by its first frame, or not. */
  admit(frame: ConnectFrame, line: RelayLine): Promise<RelayClient | Turned>;
  /** A frame was refused where it came in. */
  refused(did: MeshDid | undefined, reason: Reason): void;
  problem(error: unknown): void;
}

/** The running relay. */
export interface RelayDoor extends GatewayDoor {
  /**
   * The node stops: nobody is let in any more, and what clients have said is read without waiting for what they said
   * before. Their acknowledgements stand behind all of it.
   */
  drain(): void;
}

/** How far frames are read ahead of the store. */
interface ReadAhead {
  isDraining: boolean;
  /** Of frames taken since then, and not yet on disk. */
  drainedBytes: number;
}

/** Starts the relay's WebSocket server for local AgentMesh clients, at the path `/ws`. Throws MeshError `listen-failed`. */
export async function startMeshRelay(place: GatewayPlace, ports: RelayPorts): Promise<RelayDoor> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxFrameBytes, perMessageDeflate: false });
  const server = http.createServer((message, response) => {
    const isHealth = message.method === 'GET' && message.url === '/health';
    const body = isHealth
      ? { status: 'healthy', service: 'agentmesh-relay', connected_agents: sockets.clients.size }
      : { detail: 'Not found' };
    response.writeHead(isHealth ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const ahead: ReadAhead = { isDraining: false, drainedBytes: 0 };
  const connections = new Set<RelayConnection>();
  server.on('upgrade', (message, socket, head) => {
    if (ahead.isDraining || sockets.clients.size >= maxConnections) return refuse(socket, '503 Service Unavailable');
    if (!mayUpgrade(message, place)) return refuse(socket, '403 Forbidden');
    sockets.handleUpgrade(message, socket, head, (opened) => {
      const connection = new RelayConnection(opened, ports, ahead);
      connections.add(connection);
      opened.once('close', () => connections.delete(connection));
      connection.start();
    });
  });
  const url = await listenOn(server, place, 'relay');
  const close = closeServer(server, () => {
    for (const socket of sockets.clients) socket.terminate();
  });
  const drain = (): void => {
    ahead.isDraining = true;
    for (const connection of connections) connection.readOn();
  };
  return { url, close, drain };
}

function mayUpgrade(message: IncomingMessage, place: GatewayPlace): boolean {
  if (place.isLoopback && refuseHead(message) !== undefined) return false;
  return /^\/ws(?:\?|$)/.test(message.url ?? '');
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** One connection: first `connect`, then whatever the client says, one frame after the other. */
class RelayConnection implements RelayLine {
  readonly #socket: WebSocket;
  readonly #ports: RelayPorts;
  #client: RelayClient | undefined;
  #isAdmitting = false;
  #saidGoodbye = false;
  #taking = 0;
  #faults = 0;
  readonly #early: Uint8Array[] = [];
  #earlyBytes = 0;
  readonly #ahead: ReadAhead;
  #heard = performance.now();
  #timers: NodeJS.Timeout[] = [];

  constructor(socket: WebSocket, ports: RelayPorts, ahead: ReadAhead) {
    this.#socket = socket;
    this.#ports = ports;
    this.#ahead = ahead;
  }

  start(): void {
    const socket = this.#socket;
    const late = setTimeout(() => {
      if (this.#client === undefined) this.close(closeCodes.notConnect, 'no connect frame in time');
    }, firstFrameMs);
    const watch = setInterval(() => {
      if (performance.now() - this.#heard > idleMs) this.close(closeCodes.idle, 'idle');
      else socket.ping();
    }, pingMs);
    this.#timers = [late.unref(), watch.unref()];
    socket.on('message', (data) => this.#hear(bytesOf(data)));
    socket.on('pong', () => (this.#heard = performance.now()));
    socket.on('error', () => this.#socket.terminate());
    socket.on('close', (code) => this.#end(code));
  }

  send(frame: Uint8Array | string): Promise<boolean> {
    return new Promise((resolve) => {
      if (this.#socket.readyState !== this.#socket.OPEN) return resolve(false);
      this.#socket.send(frame, { binary: false }, (error) => resolve(error === undefined || error === null));
    });
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
    // One that does not answer the close is not waited for.
    setTimeout(() => this.#socket.terminate(), closeWithinMs).unref();
  }

  #end(code: number): void {
    for (const timer of this.#timers) clearTimeout(timer);
    // 1006: it did not close, nor answer our close, so what it last took is not known.
    this.#client?.ended(this.#saidGoodbye || code !== 1006);
    this.#client = undefined;
  }

  #hear(bytes: Uint8Array): void {
    this.#heard = performance.now();
    if (this.#isAdmitting) {
      // What came behind `connect` in the same packet; the rest waits in the socket.
      this.#earlyBytes += bytes.length;
      if (this.#earlyBytes > maxEarlyBytes)
        return this.close(closeCodes.overloaded, 'too much before the answer to connect');
      this.#early.push(bytes);
      return;
    }
    const read = readClientFrame(bytes);
    if (this.#client === undefined) return this.#first(read.kind === 'accept' ? read.value : undefined);
    if (read.kind !== 'accept') return this.#fault(this.#client.did, bytes, read.reason);
    this.#obey(this.#client, read.value, bytes.length);
  }

  #obey(client: RelayClient, frame: ClientFrame, bytes: number): void {
    if (isCarried(frame)) return this.#take(client, frame, bytes);
    switch (frame.type) {
      case 'ack':
        return client.acknowledged(frame.id);
      case 'disconnect':
        this.#saidGoodbye = true;
        return this.close(closeCodes.normal, 'disconnect');
      case 'other':
        return void this.send(JSON.stringify({ v: 1, type: 'error', detail: 'Unknown frame type' }));
      case 'heartbeat':
      case 'fetch_pending':
      case 'connect':
        return;
    }
  }

  #first(frame: { readonly type: string } | undefined): void {
    if (frame === undefined || !isConnect(frame)) return this.#turn({ code: closeCodes.notConnect, detail: notFirst });
    if (frame.from === undefined) return this.#turn({ code: closeCodes.noFrom, detail: "Missing 'from' field" });
    this.#isAdmitting = true;
    this.#socket.pause();
    this.#ports
      .admit(frame, this)
      .then((admitted) => this.#admitted(admitted))
      .catch((error: unknown) => {
        this.#ports.problem(error);
        this.#turn({ code: closeCodes.overloaded, detail: 'The node failed; its log says why' });
      })
      .finally(() => {
        this.#isAdmitting = false;
        for (const bytes of this.#early.splice(0)) this.#hear(bytes);
        this.readOn(maxTaking);
      });
  }

  #admitted(client: RelayClient | Turned): void {
    if ('code' in client) return this.#turn(client);
    this.#client = client;
    if (this.#socket.readyState !== this.#socket.OPEN) this.#end(1006);
  }

  #turn({ code, detail }: Turned): void {
    void this.send(JSON.stringify({ v: 1, type: 'error', detail }));
    this.close(code, detail.slice(0, 100));
  }

  #fault(did: MeshDid, bytes: Uint8Array, reason: Reason): void {
    this.#ports.refused(did, reason);
    const id = idIn(bytes);
    void this.send(JSON.stringify({ v: 1, type: 'error', detail: reason, ...(id === undefined ? {} : { id }) }));
    if (++this.#faults > maxFaults) this.close(closeCodes.overloaded, 'too many faulty frames');
  }

  #take(client: RelayClient, frame: CarriedFrame, bytes: number): void {
    const ahead = this.#ahead;
    const drained = ahead.isDraining ? bytes : 0;
    ahead.drainedBytes += drained;
    this.#taking++;
    if (this.#isFull(maxTaking)) this.#socket.pause();
    client
      .take(frame)
      .catch((error: unknown) => this.#ports.problem(error))
      .finally(() => {
        this.#taking--;
        ahead.drainedBytes -= drained;
        this.readOn();
      });
  }

  /** Reads further, when there is room; where it was stopped for want of room, once half of that is free. */
  readOn(maxFrames = maxTaking / 2): void {
    if (this.#socket.isPaused && !this.#isAdmitting && !this.#isFull(maxFrames)) this.#socket.resume();
  }

  #isFull(maxFrames: number): boolean {
    const { isDraining, drainedBytes } = this.#ahead;
    return this.#taking >= maxFrames && !(isDraining && drainedBytes < maxDrainBytes);
  }
}

const notFirst = "First frame must be 'connect'";

function isConnect(frame: { readonly type: string }): frame is ConnectFrame {
  return frame.type === 'connect';
}

/** The id of a frame that is none, so that its sender can tell which it was. */
function idIn(bytes: Uint8Array): string | undefined {
  if (bytes.length > 64 * 1024) return undefined;
  return /"id"\s*:\s*"([A-Za-z0-9-]{1,64})"/.exec(new TextDecoder().decode(bytes))?.[1];
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return concat(...data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
