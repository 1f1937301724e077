import { fromUtf8, sha256, SecretKey, systemRandom, toHex, utf8 } from './base/base.ts';
import {
  fixedLogin,
  oauthLogin,
  personLogin,
  type Login,
  type OAuthLoginOptions,
  type PersonLogin,
} from './bridge/bridge.ts';
import type { Clock } from './clock.ts';
import type { LoginConfig, SecretSource } from './config-login.ts';
import type { Events } from './events.ts';
import { loginCommand, type PersonLogins } from './person-logins.ts';
import { credentialPath, notASecret, readSecretFile, withoutLineEnd, type SecretPurpose } from './secret-file.ts';
import type { Store } from './store/store.ts';

/** What logins need of the rest of the hall. */
export interface LoginPorts {
  readonly store: Store;
  readonly clock: Pick<Clock, 'now'>;
  readonly events: Pick<Events, 'loginFailed'>;
  /** Told of logins that a person makes. */
  readonly personLogins: PersonLogins;
  /** Name of this node, which an issuer shows to that person. */
  readonly name: string;
  /** `process.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What a login is for. */
export interface LoginPlace {
  /** Where it stands in parley.yaml: `mcp.servers.files`. */
  readonly key: string;
  /** URL of the agent or server, which a token is asked for unless the configuration says otherwise. */
  readonly url: string;
}

/**
 * The login of an agent or server. Reads its secrets: throws MeshError `credential-missing`, `keyring-permissions`
 * or, for what is no secret, `config-invalid`.
 */
export function openLogin(config: LoginConfig, place: LoginPlace, ports: LoginPorts): Login | undefined {
  const { header, oauth, person } = config;
  const secretAt = (source: SecretSource): SecretKey => readSecret(source, place.key, ports.env);
  const failed = (why: string): void => ports.events.loginFailed(place.key, why);
  if (header !== undefined) return fixedLogin({ ...header, secret: secretAt(header.secret) }, failed);
  if (person !== undefined) return ports.personLogins.add(place.key, openPerson(person, place, ports));
  if (oauth === undefined) return undefined;
  const { issuer, tokenUrl = '', clientId: id, clientAuth: auth, clientSecret, refreshToken, scope } = oauth;
  const { store, clock } = ports;
  const resource = oauth.resource ?? place.url;
  // Other scopes, another client or another refresh token: what was given before is not what is asked for now.
  const seed = refreshToken === undefined ? undefined : secretAt(refreshToken);
  const told = JSON.stringify([place.key, issuer, tokenUrl, id, scope, resource]);
  const key = toHex(sha256(Uint8Array.from([...utf8(told), ...(seed?.expose() ?? [])])));
  return oauthLogin({
    client: {
      at: issuer === undefined ? { tokenUrl } : { issuer },
      id,
      auth,
      secret: clientSecret === undefined ? undefined : secretAt(clientSecret),
      scope,
      resource,
    },
    refreshToken: seed,
    shelf: shelfAt(store, key),
    now: () => clock.now(),
    failed,
  });
}

function openPerson(
  person: NonNullable<LoginConfig['person']>,
  { key, url }: LoginPlace,
  ports: LoginPorts,
): PersonLogin {
  const { issuer, clientId, clientSecret, clientAuth: auth, scope, resource } = person;
  const secret = clientSecret === undefined ? undefined : readSecret(clientSecret, key, ports.env);
  const told = JSON.stringify(['person', key, url, issuer, clientId, scope, resource]);
  return personLogin({
    url,
    issuer,
    resource,
    scope,
    client: clientId === undefined ? undefined : { id: clientId, secret, auth },
    name: `Parley node ${ports.name}`,
    command: loginCommand(key),
    shelf: shelfAt(ports.store, toHex(sha256(utf8(told)))),
    random: systemRandom,
    now: () => ports.clock.now(),
    failed: (why) => ports.events.loginFailed(key, why),
  });
}

/** Sealed, as everything in the database is. */
function shelfAt(store: Store, key: string): OAuthLoginOptions['shelf'] {
  return {
    read: () => store.get('login', key),
    write: async (value) => await store.commit([{ kind: 'put', space: 'login', key, value }]),
  };
}

function readSecret(source: SecretSource, key: string, env: LoginPorts['env']): SecretKey {
  return readSecretSource(source, env, {
    without: `The node cannot log in for ${key}`,
    use: 'which proves this node to an agent or server',
    setting: `${key} in parley.yaml`,
    code: 'config-invalid',
  });
}

/**
 * Reads one line of visible ASCII from where a secret lies. Throws MeshError `credential-missing`,
 * `keyring-permissions` or, for what is no secret, the purpose's code.
 */
export function readSecretSource(source: SecretSource, env: LoginPorts['env'], purpose: SecretPurpose): SecretKey {
  const { secretFile, credential, env: variable = '' } = source;
  const path = secretFile ?? (credential === undefined ? undefined : credentialPath(credential, env, purpose));
  const bytes = path === undefined ? utf8(env[variable] ?? '') : withoutLineEnd(readSecretFile(path, purpose));
  const where = path ?? `the variable ${variable}`;
  if (/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(fromUtf8(bytes) ?? '')) return SecretKey.own(bytes);
  throw notASecret(where, 'holds no secret: one line of visible ASCII', purpose);
}
