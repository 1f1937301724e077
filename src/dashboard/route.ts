import { Store } from './store.ts';

/** A page of the dashboard, as the fragment of the address names it. */
export interface Route {
  readonly page: string;
  /** What the page is about, as a message id or a DID. */
  readonly about: string | undefined;
}

/** Where the reader is. */
export const route = new Store<Route>(current());

addEventListener('hashchange', () => route.set(current()));

function current(): Route {
  const [page = '', about] = location.hash.replace(/^#\/?/, '').split('/');
  return { page, about: about === undefined || about === '' ? undefined : decodeURIComponent(about) };
}

/** The address of a page. */
export function href(page: string, about?: string): string {
  return `#/${page}${about === undefined ? '' : `/${encodeURIComponent(about)}`}`;
}
