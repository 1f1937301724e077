/** The door of `nats`: a mailbox's letters and grants in NATS JetStream. Its packages are optional, and loaded where one is configured. */
export { openMailboxInNats, type MailboxInNats, type NatsMailboxOptions } from './mailbox-in-nats.ts';
export { type NatsLogin, type NatsTls } from './connection.ts';
