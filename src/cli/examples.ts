import type { Command } from 'commander';

/** How each command is used, by its path: what a reader types behind `parley`. */
const examples: Readonly<Record<string, readonly string[]>> = {
  init: ['-C acme init --organisation "Acme Ltd"', '-C acme init --passphrase-file passphrase.txt'],
  up: ['-C acme up', '-C acme --set log.level=debug up'],
  down: ['-C acme down'],
  doctor: ['-C acme doctor', '-C acme doctor --json'],
  send: [
    'send globex "Two boxes, please." --topic orders',
    'send globex --file offer.pdf --content-type application/pdf --ttl 24h',
    'send globex "Agreed." --reply-to 0193a1b2c3d40123456789abcdef0123',
  ],
  inbox: ['inbox', 'inbox --follow --ack'],
  explain: ['explain 0193a1b2c3d40123456789abcdef0123'],
  trace: ['trace 0193a1b2c3d40123456789abcdef0123'],
  outbox: ['outbox', 'outbox globex'],
  'deadletters list': ['deadletters list'],
  'deadletters retry': ['deadletters retry 0193a1b2c3d40123456789abcdef0123', 'deadletters retry --all'],
  'deadletters drop': ['deadletters drop 0193a1b2c3d40123456789abcdef0123'],
  status: ['status', 'status --json'],
  peers: ['peers'],
  invite: ['invite', 'invite --ttl 10m', 'invite --qr invitation.svg'],
  join: ['join CODE --alias globex'],
  'policy reload': ['policy reload'],
  'policy check': ['policy check', 'policy check ./policies'],
  'policy show': ['policy show'],
  'policy test': ['policy test ./cases'],
  'policy explain': ['policy explain facts.yaml'],
  'policy diff': ['policy diff ./new-policies'],
  'policy simulate': ['policy simulate ./new-policies'],
  'policy labels': ['policy labels', 'policy labels --clear'],
  'approvals list': ['approvals list'],
  'approvals approve': ['approvals approve 0193a1b2c3d40123456789abcdef0123 --reason "agreed by phone"'],
  'approvals deny': ['approvals deny 0193a1b2c3d40123456789abcdef0123 --reason "not this month"'],
  kill: ['kill globex --reason "it was taken over"', 'kill node --reason "an incident"'],
  revive: ['revive globex --reason "clean again"'],
  mailbox: ['mailbox'],
  'tools list': ['tools list'],
  'tools show': ['tools show globex/everything/echo'],
  'tools approve': ['tools approve globex/everything/echo 3f1a9c2e --reason "only the wording changed"'],
  'tools reject': ['tools reject globex/everything/echo 3f1a9c2e --reason "it asks for secrets"'],
  'tools forget': ['tools forget globex/everything --reason "it was rebuilt"'],
  login: ['login', 'login files'],
  find: ['find cap:read:market-data', 'find did:agentmesh:2Vhb4Qz6RkX1JmNw8tYc5sDfGhJk'],
  'verify-peer': ['verify-peer did:mesh:0123456789abcdef0123456789abcdef --min 500 --capability read:data'],
  dashboard: ['dashboard --open', 'dashboard --read-only'],
  testnet: ['testnet --scenario partition --orgs 5', 'testnet partition acme globex', 'testnet heal'],
  mcp: ['mcp globex/everything'],
  connect: ['connect globex', 'connect globex/everything'],
  passphrase: ['passphrase', 'passphrase --key-file /etc/parley/parley.key'],
  backup: ['-C acme backup acme.backup'],
  restore: ['-C acme restore acme.backup --replace'],
  trust: ['trust globex --explain', 'trust globex --json'],
  'trust verify': ['trust verify globex.json'],
  pin: ['pin globex --why "we audit them"', 'pin globex --why "no longer" --undo'],
  vouch: ['vouch globex --for mcp.call --ttl 12h --why "known for years"'],
  block: ['block globex --why "sent us malware"'],
  forgive: ['forgive globex --why "it was our mistake"'],
  quarantine: ['quarantine globex --why "looked at by a person"'],
  unquarantine: ['unquarantine globex --why "found harmless"'],
  roots: ['roots'],
  rate: [
    'rate 0193a1b2c3d40123456789abcdef0123 80',
    'rate 0193a1b2c3d40123456789abcdef0123 0 --about security_posture',
  ],
  'audit status': ['audit status'],
  'audit tail': ['audit tail -n 50', 'audit tail --follow'],
  'audit verify': ['audit verify', 'audit verify ./tiles --against checkpoint'],
  'audit prove': ['audit prove 0193a1b2c3d40123456789abcdef0123 --output proof'],
  'audit export': ['audit export --format ocsf --output entries.ndjson', 'audit export --format tiles --output tiles'],
  rotate: ['rotate'],
  suspend: ['suspend --reason "an incident"'],
  resume: ['resume --reason "looked at"'],
  revoke: ['revoke --reason "the machine was stolen"', 'revoke branch --reason "closed"'],
  org: ['org'],
  'org request': ['-C branch org request'],
  'org admit': ['org admit CODE --alias branch --reason "our second node"'],
  'org join': ['-C branch org join CODE'],
  'org dismiss': ['org dismiss branch --reason "closed"'],
  'org leave': ['-C branch org leave --reason "sold"'],
  'org export': ['org export organisation.key --passphrase-file passphrase.txt'],
  'org import': ['-C branch org import organisation.key'],
  delegate: ['delegate globex read:orders --expires 7d', 'delegate globex read:orders --max-depth 2 --ceiling 700'],
  capabilities: ['capabilities', 'capabilities globex'],
  'capabilities add': ['capabilities add parleydel1…'],
  man: ['man > parley.1'],
  completion: ['completion bash > ~/.local/share/bash-completion/completions/parley', 'completion fish'],
};

/** How a command is used: whole command lines. */
export function examplesOf(path: readonly string[]): readonly string[] {
  return (examples[path.join(' ')] ?? []).map((line) => `parley ${line}`);
}

/** Puts the examples into the help of every command below. */
export function addExamples(command: Command, path: readonly string[] = []): void {
  const lines = examplesOf(path);
  if (lines.length > 0)
    command.addHelpText(
      'after',
      `\nExample${lines.length === 1 ? '' : 's'}:\n${lines.map((line) => `  ${line}`).join('\n')}`,
    );
  for (const below of command.commands) addExamples(below, [...path, below.name()]);
}
