import type { Space, Store } from './store/store.ts';

/** Entries read at once: a page holds few enough to leave the event loop alone. */
const pageSize = 500;

/** Every entry of a space between two keys (`gte` included, `lt` not), page by page. */
export async function* entriesOf(
  store: Store,
  space: Space,
  between: { readonly gte?: Uint8Array | string; readonly lt?: Uint8Array | string } = {},
): AsyncGenerator<readonly [key: Uint8Array, value: Uint8Array], void, undefined> {
  let from: { readonly gte?: Uint8Array | string; readonly gt?: Uint8Array } =
    between.gte === undefined ? {} : { gte: between.gte };
  for (let count = pageSize; count === pageSize;) {
    count = 0;
    const bounds = { ...from, ...(between.lt === undefined ? {} : { lt: between.lt }), limit: pageSize };
    for await (const entry of store.range(space, bounds)) {
      count++;
      from = { gt: entry[0] };
      yield entry;
    }
  }
}
