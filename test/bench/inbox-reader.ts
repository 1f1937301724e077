import { z } from 'zod';
import type { Asker } from './http-load.ts';
import type { BenchNode } from './mesh.ts';

const waitMs = 20_000;
const page = z.object({ cursor: z.string(), messages: z.array(z.object({ id: z.string() })) });

/** Follows an inbox by long polls, message by message, from its present end. */
export class InboxReader {
  readonly node: BenchNode;
  readonly #asker: Asker;
  #cursor = 'end';

  private constructor(node: BenchNode, asker: Asker) {
    this.node = node;
    this.#asker = asker;
  }

  static async start(node: BenchNode, asker: Asker): Promise<InboxReader> {
    const reader = new InboxReader(node, asker);
    await reader.#poll(0);
    return reader;
  }

  /** Id of the next message, once it is there. */
  async next(): Promise<string> {
    const id = await this.#poll(waitMs);
    if (id === undefined) throw new Error(`No message came to ${this.node.name} in ${waitMs} ms.`);
    return id;
  }

  /** Removes what was read. */
  async clear(): Promise<void> {
    await this.node.client.acknowledge(this.#cursor);
  }

  async #poll(wait: number): Promise<string | undefined> {
    const path = `/v1/inbox?after=${this.#cursor}&limit=1&waitMs=${wait}`;
    const answer = await this.#asker.ask({ place: { socketPath: this.node.socketPath, path }, method: 'GET' });
    const { cursor, messages } = page.parse(JSON.parse(answer.toString('utf8')));
    this.#cursor = cursor;
    return messages[0]?.id;
  }
}
