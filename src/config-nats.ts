import { z } from 'zod';
import { secretSource } from './config-login.ts';

const text = z.string().min(1).max(1024);
const what = 'tls://host:port, or nats://host:port on this machine, without a login in it';
/** A login in an address would be shown wherever the address is. */
const natsServer = z
  .string()
  .regex(
    /^(?:tls:\/\/(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])|nats:\/\/(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])):\d{1,5}$/,
    what,
  )
  .describe(what);

/** NATS JetStream as the storage of the mailbox that is offered. Login and letters go over TLS, or not over a network at all. */
export const natsSchema = z
  .strictObject({
    servers: z.array(natsServer).min(1).max(16),
    replicas: z.int().min(1).max(5).default(1),
    credentialsFile: text.optional(),
    token: secretSource.optional(),
    user: text.optional(),
    password: secretSource.optional(),
    caFile: text.optional(),
    certFile: text.optional(),
    keyFile: text.optional(),
  })
  .refine(({ servers }) => new Set(servers.map((server) => server.split(':')[0])).size === 1, {
    path: ['servers'],
    error: 'either all tls:// or all nats://',
  })
  .refine(({ credentialsFile, token, user }) => [credentialsFile, token, user].filter(Boolean).length <= 1, {
    error: 'only one of credentialsFile, token, and user with password',
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    error: 'user and password together, or neither',
  })
  .refine(({ certFile, keyFile }) => (certFile === undefined) === (keyFile === undefined), {
    error: 'certFile and keyFile together, or neither',
  });

/** The storage as the configuration names it. */
export type NatsConfig = z.output<typeof natsSchema>;

/** The same with every path absolute. */
export function withNatsPaths(
  nats: NatsConfig | undefined,
  absolute: (path: string) => string,
): NatsConfig | undefined {
  if (nats === undefined) return undefined;
  const { token, password, credentialsFile, caFile, certFile, keyFile } = nats;
  const at = (path: string | undefined): string | undefined => (path === undefined ? undefined : absolute(path));
  const secretAt = (source: NatsConfig['token']): NatsConfig['token'] =>
    source?.secretFile === undefined ? source : { ...source, secretFile: absolute(source.secretFile) };
  return {
    ...nats,
    token: secretAt(token),
    password: secretAt(password),
    credentialsFile: at(credentialsFile),
    caFile: at(caFile),
    certFile: at(certFile),
    keyFile: at(keyFile),
  };
}
