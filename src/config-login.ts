import { z } from 'zod';

const text = z.string().min(1).max(1024);
const variable = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'the name of a variable, in capitals')
  .describe('the name of a variable, in capitals');
const credentialName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/, 'the name of a systemd credential')
  .describe('the name of a systemd credential');

/** Where a secret lies that is not the keyring's: exactly one of these. */
export const secretSource = z
  .strictObject({ secretFile: text.optional(), credential: credentialName.optional(), env: variable.optional() })
  .refine((source) => Object.values(source).filter((value) => value !== undefined).length === 1, {
    error: 'exactly one of secretFile, credential and env',
  });

/** Names that frame a message or prove something else: no login has a say in them. */
const reserved: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'content-type',
  'host',
  'mcp-session-id',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/, 'the name of an HTTP header')
  .refine((name) => !reserved.has(name.toLowerCase()), { error: 'a header that does not frame the message' })
  .describe('the name of an HTTP header');

/** Secrets and tokens go there: over TLS, or not over a network at all. */
export const secureUrl = z
  .url({ protocol: /^https?$/, error: 'an https:// URL, or http:// on this machine' })
  .refine((url) => /^https:|^http:\/\/(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])(?:[:/]|$)/i.test(url), {
    error: 'an https:// URL, or http:// on this machine',
  })
  .describe('an https:// URL, or http:// on this machine');

const scope = z
  .string()
  .regex(/^[!#-[\]-~]+(?: [!#-[\]-~]+)*$/, 'scopes with spaces between them')
  .max(1024)
  .describe('scopes with spaces between them');

/** A header that holds a secret. */
export const secretHeader = z
  .strictObject({ name: headerName.default('Authorization'), prefix: z.string().max(64).default('Bearer ') })
  .extend({ secret: secretSource });

/** How this node proves itself to the agent or server at a URL: a header that stays, OAuth 2, or a person's login in a browser. */
export const loginSchema = z
  .strictObject({
    header: secretHeader.optional(),
    oauth: z
      .strictObject({
        issuer: secureUrl.optional(),
        tokenUrl: secureUrl.optional(),
        clientId: text,
        clientSecret: secretSource.optional(),
        clientAuth: z.enum(['basic', 'post']).default('basic'),
        refreshToken: secretSource.optional(),
        scope: scope.optional(),
        resource: z.url().optional(),
      })
      .refine(({ issuer, tokenUrl }) => (issuer === undefined) !== (tokenUrl === undefined), {
        error: 'exactly one of issuer and tokenUrl',
      })
      .refine(({ clientSecret, refreshToken }) => clientSecret !== undefined || refreshToken !== undefined, {
        error: 'clientSecret, refreshToken or both',
      })
      .optional(),
    person: z
      .strictObject({
        issuer: secureUrl.optional(),
        clientId: text.optional(),
        clientSecret: secretSource.optional(),
        clientAuth: z.enum(['basic', 'post']).default('basic'),
        scope: scope.optional(),
        resource: z.url().optional(),
      })
      .refine(({ clientId, clientSecret }) => clientSecret === undefined || clientId !== undefined, {
        error: 'clientId beside clientSecret',
      })
      .optional(),
  })
  .refine((login) => Object.values(login).filter((each) => each !== undefined).length === 1, {
    error: 'exactly one of header, oauth and person',
  });

/** A login as configured. */
export type LoginConfig = z.output<typeof loginSchema>;
/** Where a secret lies, as configured. */
export type SecretSource = z.output<typeof secretSource>;

/** The login with paths made absolute by `resolve`. */
export function withSecretPaths(login: LoginConfig, resolve: (path: string) => string): LoginConfig {
  const at = <S extends SecretSource | undefined>(source: S): S =>
    source?.secretFile === undefined ? source : { ...source, secretFile: resolve(source.secretFile) };
  const { header, oauth, person } = login;
  return {
    ...(header === undefined ? {} : { header: { ...header, secret: at(header.secret) } }),
    ...(oauth === undefined
      ? {}
      : { oauth: { ...oauth, clientSecret: at(oauth.clientSecret), refreshToken: at(oauth.refreshToken) } }),
    ...(person === undefined ? {} : { person: { ...person, clientSecret: at(person.clientSecret) } }),
  };
}
