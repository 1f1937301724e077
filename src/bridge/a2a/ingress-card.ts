import type { JsonObject } from '../strict-json.ts';

/** Returns the card with the node's own signature added to `signatures` (JWS over RFC 8785, A2A 1.0 section 8.4). */
export type CardSigner = (card: JsonObject) => JsonObject;
