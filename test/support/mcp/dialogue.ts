import { createRequestStateCodec, type ServerContext } from '@modelcontextprotocol/server';

/** What a round of a longer dialogue keeps with the client. */
export type DialogueState = Readonly<Record<string, unknown>>;

const codec = createRequestStateCodec<DialogueState>({ key: crypto.getRandomValues(new Uint8Array(32)) });

/** Seals what a dialogue leaves with the client: one key for all servers of this process, as each serves one request. */
export const dialogue = {
  mint: async (state: DialogueState): Promise<string> => await codec.mint(state),
  verify: async (state: string, ctx: ServerContext): Promise<DialogueState> => await codec.verify(state, ctx),
};
