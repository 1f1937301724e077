import { Store } from './store.ts';

/** Who is logged in, for this tab: it ends with it. */
export interface Login {
  readonly token: string;
  /** Proposed as the name under what is decided. */
  readonly name: string;
  readonly readOnly: boolean;
}

const key = 'parley.login';

/** The login of this tab; undefined before it and after the end of it. */
export const login = new Store<Login | undefined>(remembered());

/** Why the last login ended; undefined when nobody has to be told. */
export const ended = new Store<string | undefined>(undefined);

function remembered(): Login | undefined {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    return isLogin(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isLogin(value: unknown): value is Login {
  if (typeof value !== 'object' || value === null) return false;
  return 'token' in value && typeof value.token === 'string' && 'name' in value && 'readOnly' in value;
}

/** Logs in; kept in the session storage of the tab, so that it survives a reload and nothing else. */
export function logIn(value: Login): void {
  sessionStorage.setItem(key, JSON.stringify(value));
  ended.set(undefined);
  login.set(value);
}

/** Forgets the login. */
export function logOut(why?: string): void {
  sessionStorage.removeItem(key);
  ended.set(why);
  login.set(undefined);
}

/** Remembers the name for what is decided next. */
export function renameLogin(name: string): void {
  if (login.value !== undefined && name !== login.value.name) logIn({ ...login.value, name });
}

/** The code in the fragment of the address, which is taken out of it at once; a fragment never goes to a server. */
export function codeInAddress(): string | undefined {
  const code = /^#login=([\w-]{1,128})$/.exec(location.hash)?.[1];
  if (code !== undefined) history.replaceState(null, '', location.pathname);
  return code;
}
