/** One side to another: a session that the bench may use. */
export interface Talk {
  /** Seals a message on one side and opens it on the other; gives its bytes on the wire. */
  send(from: 0 | 1, plaintext: Uint8Array<ArrayBuffer>): Promise<number>;
  /** Bytes of the responder's side in the store; undefined where there is no such form. */
  record(): number | undefined;
}

/** Waits before each half of a set-up until it is its turn; in figures of speed it waits for nothing. */
export type Turn = () => Promise<void>;

/** One set-up: both sides, from the bundle in hand until the first message is opened. */
export type SetUp = (turn: Turn) => Promise<Talk>;

/** What is measured, or compared with. */
export interface Subject {
  readonly name: string;
  /** Makes all that so many set-ups start from. */
  ready(count: number): readonly SetUp[];
}

/** First message of a set-up: about as long as a hello. */
export const hello = new Uint8Array(256);

/** Without a wait. */
export const atOnce: Turn = async () => {};

/** The only item, or an error: the bench goes on with nothing missing. */
export function present<T>(item: T | undefined): T {
  if (item === undefined) throw new Error('Something that the bench made is missing.');
  return item;
}
