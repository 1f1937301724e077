/**
 * Stable reasons a peer may see; docs/errors.md explains each. Add, never rename or reuse.
 * The second half of each line is for people: what happened and what to do.
 */
export const reasons = {
  // framing and parsing
  'frame-too-large': 'The frame is larger than the limit. Send less at once.',
  malformed: 'The bytes are not a valid frame of this protocol.',
  'unknown-version': 'The other side speaks a protocol version that this node does not know. Upgrade the older node.',
  'unexpected-frame': 'The frame does not belong at this point of the protocol.',
  timeout: 'The other side did not answer in time. Try again; check that its node is up.',
  overloaded: 'The node has too much to do at the moment. Try again later.',
  'rate-limited': 'Too many requests in a short time. Wait, then try again.',
  // identity and records
  'not-registered': 'The agent is not known here. Exchange an invitation (parley invite, parley join) first.',
  'not-active':
    'The agent record is suspended, expired or not valid yet. Its operator must publish a new one: a suspension ends with `parley resume` there.',
  revoked: 'The key or agent was revoked by its owner or organisation.',
  'bad-signature': 'The signature does not hold for the key and the bytes.',
  'key-mismatch': 'The key is not the one in the registry for this DID.',
  'did-mismatch': 'The DID is not derived from the key it comes with, or not the DID that was meant.',
  'weak-key': 'The public key is of small order or not in canonical form.',
  'not-sponsored': 'The organisation did not sign for this agent, or the sponsorship has expired.',
  'record-too-old': 'A newer record of this agent is already known.',
  equivocation: 'Two records of the agent contradict each other: the identity is disputed, for ever.',
  'invitation-unknown': 'The invitation is not known here, was used already, or has expired. Ask for a new one.',
  'delegation-invalid': 'The delegation gives more than the one it was made from, or its chain is broken.',
  // handshake
  expired: 'It was valid for a short time only, and that time has passed. Check the clocks of both nodes.',
  replayed: 'This nonce was used before.',
  reflected: 'The other side answered with our own message.',
  'score-too-low': 'The trust score is below what is required. Good interactions raise it with time.',
  'capability-missing': 'A required capability is not among those the agent has.',
  'no-common-suite': 'The two nodes share no cipher suite that both allow.',
  downgraded: 'The other side named another cipher suite than both agreed on. Somebody may have changed it on the way.',
  'too-many-pending': 'Too many handshakes are under way. Try again in a moment.',
  'not-authenticated': 'The peer has not proved who it is on this connection.',
  // sessions
  'unknown-session': 'The session is not known here; a new one must be opened.',
  'session-expired': 'The session reached a limit of its conditions; a new one must be opened.',
  'session-race': 'Both sides opened a session at once; the one of the lower DID stays.',
  undecryptable: 'The packet does not decrypt under this session: it was damaged or forged.',
  duplicate: 'This message was received before.',
  'too-many-skipped': 'The packet is too far ahead of the last one received.',
  'prekey-unknown': 'The prekey named is not known here, or was used already.',
  'prekeys-unavailable': 'The other side gives no prekeys at the moment.',
  'id-mismatch': 'The packet and the envelope inside name different messages, senders or receivers.',
  'condition-not-met': 'The session was opened under conditions that do not allow this.',
  // audit
  'log-forked':
    'The audit log was not shown to continue what was cosigned before. `parley audit status` has the two checkpoints.',
  // policy
  'policy-denied': 'No policy permits this, or one forbids it. `parley explain` names the rule.',
  'policy-error': 'A policy failed while it was evaluated, so the answer is no. The operator must mend it.',
  'policy-vetoed': 'A remote policy engine that this node asks said no.',
  'veto-failed': 'A remote policy engine that this node must ask did not say yes or no in time, so the answer is no.',
  'obligation-failed':
    'A rule lets this pass only with something done to it, such as redaction, which cannot be done with certainty.',
  'unknown-action': 'The message asks for something this node has no rule vocabulary for.',
  'facts-invalid': 'The message could not be read into facts that policy can judge, so the answer is no.',
  'approval-required': 'A person at the node that holds this call must approve it first. Once approved, send it again.',
  'approval-denied': 'A person at the node that holds this call said no to it.',
  'tool-quarantined':
    'The definition of this tool changed or was rejected: an operator must approve it. `parley tools` lists such tools.',
  killed: 'An operator ended all dealings here with this agent, its organisation or the whole node.',
  quarantined: 'The agent is quarantined here: for some minutes, or until the operator lifts it.',
  // delivery and exchanges
  'no-target': 'No agent or server of that name is behind this node.',
  'agent-unreachable': 'The agent behind the node does not answer. Its operator must start it or correct its URL.',
  'agent-failed': 'The agent behind the node broke off its answer.',
  'login-missing':
    'The server behind the node asks for a login that is missing or has ended. Its operator must log in there.',
  interrupted: 'A node was restarted in the middle of the exchange: whether the call took effect is not known.',
  cancelled: 'The caller cancelled.',
  'message-expired': 'The message was not delivered before it expired.',
  'too-large': 'The message is larger than the limit.',
  'parts-missing':
    'The parts of a large message are not all there, or do not make up what was announced. Send the message again.',
  'store-failed': 'The node could not write to its disk, so nothing was accepted.',
  'mailbox-full':
    'The mailbox keeps as much for this agent, or for all, as it may. The message stays in the outbox of its sender.',
  'mailbox-grant':
    'The mailbox keeps nothing for this agent: it has no grant of it that is in force. The agent gives one when it fetches.',
  stopping: 'The node is stopping. Try again when it is back.',
} as const;

/** One of the stable reasons. */
export type Reason = keyof typeof reasons;

/** Whether a text from the network is a known reason. */
export function isReason(text: string): text is Reason {
  return Object.hasOwn(reasons, text);
}

/** A reason from the network, or `malformed` when this node does not know it. */
export function parseReason(text: string): Reason {
  return isReason(text) ? text : 'malformed';
}
