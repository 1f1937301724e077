import { fromUtf8, sha256, utf8, type Did, type Millis } from '../base/base.ts';
import { toBase64 } from './note.ts';

/** Deciding policies named in one entry: a handful decides, and the count of the others is told. */
const maxPolicies = 16;
/** Findings redacted, or words to log under, in one entry: more than there are kinds of findings. */
const maxWords = 64;
/** Characters of a name in an entry: names come from peers and policy files, and an entry must fit into a bundle. */
const maxNameLength = 256;
/** Bytes of the salt that keeps short content from being guessed by its hash. */
export const saltBytes = 16;

/** What every entry has. */
interface About {
  readonly time: Millis;
  /** The message, or the knock of a session, that it is about. */
  readonly id: string;
  readonly direction: 'in' | 'out';
  readonly peer: Did;
}

/** A judgement of one envelope; allowed and inbound, it is its delivery too. */
export interface DecisionEntry extends About {
  readonly type: 'decision';
  readonly action: string;
  /** Server and tool, topic, skill …: a name, never an argument. */
  readonly resource?: string | undefined;
  readonly allowed: boolean;
  /** Where in the pipeline it was decided. */
  readonly step: string;
  /** Undefined exactly when allowed. */
  readonly reason?: string | undefined;
  /** SHA-256 of the set of policies in force, hexadecimal. */
  readonly policySet: string;
  /** The policies that decided: `id (file:line)`. */
  readonly policies: readonly string[];
  /** Findings that were covered in what was delivered, as a rule demanded; absent when none was. */
  readonly redacted?: readonly string[] | undefined;
  /** Words under which a rule had it written to the node's log; absent without such a rule. */
  readonly log?: readonly string[] | undefined;
  /** How many frames of AgentMesh clients the message carries, where it is more than one. */
  readonly frames?: number | undefined;
  /** Which of them it is about, 0 for the first; absent when it is about all that passed. */
  readonly frame?: number | undefined;
  /** Bytes of the body. */
  readonly size: number;
  /** Commitments to body and facts, base64; see `commitment`. */
  readonly content: string;
  readonly facts?: string | undefined;
}

/** What the other side said of a message that was sent, or that it was given up. */
export interface DeliveryEntry extends About {
  readonly type: 'delivery';
  readonly outcome: 'delivered' | 'denied' | 'rejected';
  /** Undefined exactly when delivered. */
  readonly reason?: string | undefined;
  /** How many of its frames were refused, where others were taken. */
  readonly refused?: number | undefined;
}

/** A set of policies that came into force. */
export interface PoliciesEntry {
  readonly type: 'policies';
  readonly time: Millis;
  readonly policySet: string;
  readonly count: number;
}

/** What became of a request for approval: answered by a person, used by the call, or expired unanswered. */
export interface ApprovalEntry {
  readonly type: 'approval';
  readonly time: Millis;
  /** The message that asked first. */
  readonly id: string;
  /** Who asks. */
  readonly peer: Did;
  /** SHA-256 of the call that was asked for, hexadecimal. */
  readonly digest: string;
  readonly outcome: 'approved' | 'denied' | 'used' | 'expired';
  /** Who answered, and why, in their own words. */
  readonly by?: string | undefined;
  readonly why?: string | undefined;
  /** The message that passed by it. */
  readonly usedBy?: string | undefined;
}

/** An operator killed or revived an agent, an organisation or the node. */
export interface KillEntry {
  readonly type: 'kill';
  readonly time: Millis;
  /** A DID, the key of an organisation, or `node`. */
  readonly target: string;
  readonly outcome: 'killed' | 'revived';
  readonly by: string;
  readonly why: string;
}

/** A handshake or a knock that was refused because of what it showed: another suite, key or agent, or a repetition. */
export interface RefusalEntry {
  readonly type: 'refusal';
  readonly time: Millis;
  /** Where it was refused. */
  readonly step: 'handshake' | 'session';
  /** Who began: the other side (`in`) or this node. */
  readonly direction: 'in' | 'out';
  /** The agent that was proved, or meant. */
  readonly peer?: Did | undefined;
  /** The libp2p host of the connection. */
  readonly host?: string | undefined;
  readonly reason: string;
}

/**
 * A session was opened, after both sides judged it; or the peer's score fell and it was judged again here: then it was
 * `kept` or `closed`. `ended` is one that the other side closed.
 */
export interface SessionEntry extends About {
  readonly type: 'session';
  readonly outcome: 'opened' | 'kept' | 'closed' | 'ended';
  /** The cipher suite it speaks. */
  readonly suite: string;
  /** The peer's trust score at that time, where it was judged again. */
  readonly score?: number | undefined;
  /** Why it was closed, here or there. */
  readonly reason?: string | undefined;
}

/** An operator decided something about trust: whom to pin, block, vouch for, forgive or quarantine, or took it back. */
export interface OperatorEntry {
  readonly type: 'operator';
  readonly time: Millis;
  /** The word of the act. */
  readonly act: string;
  /** A DID, or the key of an organisation. */
  readonly target: string;
  /** What is vouched for; absent for everything else. */
  readonly capability?: string | undefined;
  readonly by: string;
  readonly why: string;
}

/** What was noted of the definition of a tool, or said about it by a person. */
export interface ToolEntry {
  readonly type: 'tool';
  readonly time: Millis;
  /** Whose server it is on. */
  readonly peer: Did;
  readonly server: string;
  /** Undefined when it is about all tools of the server. */
  readonly tool?: string | undefined;
  /** SHA-256 of the definition, hexadecimal. */
  readonly hash?: string | undefined;
  readonly outcome: 'seen' | 'drifted' | 'approved' | 'rejected' | 'forgotten';
  readonly by?: string | undefined;
  readonly why?: string | undefined;
}

/** The two engines of policy decided differently, and so nothing passes; or an operator let that pass. */
export interface CrossCheckEntry {
  readonly type: 'cross-check';
  readonly time: Millis;
  readonly outcome: 'differed' | 'lifted';
  /** SHA-256 of the set of policies, hexadecimal. */
  readonly policySet: string;
  /** The message, when it was one; as the fields below, of a difference. */
  readonly id?: string | undefined;
  readonly direction?: 'in' | 'out' | undefined;
  readonly peer?: Did | undefined;
  readonly action?: string | undefined;
  /** What each engine decides, and the policies that make it so. */
  readonly ours?: string | undefined;
  readonly theirs?: string | undefined;
}

/** One entry of the log. */
export type AuditEntry =
  | DecisionEntry
  | DeliveryEntry
  | PoliciesEntry
  | ApprovalEntry
  | KillEntry
  | RefusalEntry
  | SessionEntry
  | OperatorEntry
  | ToolEntry
  | CrossCheckEntry;

/** The hash that stands for content: SHA-256(salt || content), base64. Without the salt it tells nothing, and the salt is dropped with the facts. */
export function commitment(salt: Uint8Array, content: Uint8Array): string {
  return toBase64(sha256(salt, content));
}

/** The bytes that are hashed into the tree: JSON, its keys in the order below, `v` first. At most 32 KiB. */
export function encodeEntry(entry: AuditEntry): Uint8Array {
  return utf8(JSON.stringify({ v: 1, ...bounded(entry) }));
}

function bounded(entry: AuditEntry): AuditEntry {
  if (entry.type === 'cross-check')
    return { ...entry, ours: entry.ours && short(entry.ours), theirs: entry.theirs && short(entry.theirs) };
  if (entry.type === 'tool' && entry.tool !== undefined) return { ...entry, tool: short(entry.tool) };
  if (entry.type !== 'decision') return entry;
  const { resource, policies } = entry;
  const more = policies.length - maxPolicies;
  const named = policies.slice(0, maxPolicies).map(short);
  return {
    ...entry,
    action: short(entry.action),
    ...(resource === undefined ? {} : { resource: short(resource) }),
    policies: more > 0 ? [...named, `and ${more} more`] : named,
    ...(entry.redacted === undefined ? {} : { redacted: entry.redacted.slice(0, maxWords) }),
    ...(entry.log === undefined ? {} : { log: entry.log.slice(0, maxWords) }),
  };
}

function short(text: string): string {
  return text.length > maxNameLength ? `${text.slice(0, maxNameLength)}…` : text;
}

/** An entry as it was read: a newer version may have types that this one does not know. */
export interface ReadEntry {
  /** `decision`, `delivery`, `policies`, or another word. */
  readonly type: string;
  readonly time: number;
  /** Every field, as it stands there. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Reads an entry; undefined when it is no JSON object with a type and a time. */
export function decodeEntry(bytes: Uint8Array): ReadEntry | undefined {
  const fields = parseObject(fromUtf8(bytes));
  const { type, time } = fields ?? {};
  if (fields === undefined || typeof type !== 'string' || typeof time !== 'number') return undefined;
  return Number.isSafeInteger(time) && time >= 0 && time <= maxTime ? { type, time, fields } : undefined;
}

/** The last millisecond that a date can name (ECMA-262, section 21.4.1.1). */
const maxTime = 8.64e15;

function parseObject(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
