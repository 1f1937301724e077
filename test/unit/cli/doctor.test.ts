import { afterEach, expect, it } from 'vitest';
import { Readable } from 'node:stream';
import { runCli, type LocalNode } from '../../../src/cli/cli.ts';
import type { Finding, Handlers, Output } from '../../../src/control/control.ts';
import { connectedPeer, startFakeNode, type FakeNode } from '../control/fake-node.ts';

let node: FakeNode | undefined;
afterEach(async () => {
  await node?.[Symbol.asyncDispose]();
  node = undefined;
});

const absent = () => Promise.reject(new Error('not asked for'));

/** What `parley doctor` finds at a node that answers like this, and its exit code; `around` is found beside it. */
async function examined(answers: Partial<Handlers>, around: readonly Finding[] = []) {
  node = await startFakeNode({ ready: () => ({ ready: true, reasons: [], warnings: [] }), ...answers });
  const { socketPath } = node.control;
  const asked: unknown[] = [];
  const local: LocalNode = {
    version: '0.1.0',
    program: ['parley'],
    socketOf: () => socketPath,
    policiesOf: () => '/policies',
    examine: (_, running) => {
      asked.push(running);
      return Promise.resolve(around);
    },
    init: absent,
    initKeys: absent,
    start: absent,
    serveMcp: absent,
    policyTools: absent,
    runTestnet: absent,
    changeUnlock: absent,
    backUp: absent,
    restore: absent,
    exportOrganisation: absent,
    importOrganisation: absent,
  };
  let out = '';
  const stdout = { write: (text: string) => (out += text) };
  const surroundings = {
    env: {},
    cwd: '/',
    stdin: Readable.from([]),
    stdout,
    stderr: { write: () => {} },
    node: local,
  };
  const code = await runCli(['doctor', '--json'], surroundings, new AbortController().signal);
  const told: { healthy: boolean; findings: readonly Finding[] } = JSON.parse(out);
  return { code, asked, ...told };
}

const noMailbox: Output<'mailbox'> = { used: [], left: [], held: 0 };
const peer = (version?: string): Output<'peers'> => ({
  peers: [{ ...connectedPeer, ...(version === undefined ? {} : { version }) }],
});

it.each([
  ['0.1.0', 'good', 'connected, standard (512), version 0.1.0'],
  ['0.0.9', 'good', 'connected, standard (512), version 0.0.9'],
  ['0.10.0', 'warning', 'connected, standard (512), version 0.10.0'],
  ['1.0.0-rc.1', 'warning', 'connected, standard (512), version 1.0.0-rc.1'],
  [undefined, 'good', 'connected, standard (512)'],
])('shows that a peer runs version %s beside ours, 0.1.0: %s', async (version, state, found) => {
  const { findings, code } = await examined({ peers: () => peer(version), mailbox: () => noMailbox });
  const of = findings.find(({ name }) => name === 'peer globex');
  expect(of).toMatchObject({ state, found });
  expect(of?.advice?.includes('This node runs 0.1.0') ?? false).toBe(state === 'warning');
  expect(code).toBe(0);
});

it.each<[string, Output<'mailbox'>, readonly (readonly [state: string, found: string])[]]>([
  ['none is used', noMailbox, [['good', 'none is used']]],
  [
    'the last visit failed',
    { ...noMailbox, used: [{ mailbox: 'box', fetched: 0, problem: 'timeout' }] },
    [['warning', 'the last visit to box failed: timeout']],
  ],
  ['one was visited', { ...noMailbox, used: [{ mailbox: 'box', fetched: 3, at: 0 }] }, [['good', '3 letters taken']]],
  ['one is new', { ...noMailbox, used: [{ mailbox: 'box', fetched: 0 }] }, [['good', 'about to be visited']]],
  [
    'that of a peer is full',
    { ...noMailbox, left: [{ peer: 'did:x', mailbox: 'box', left: 0, refused: 'mailbox-full' }] },
    [['warning', 'box took no more for did:x: mailbox-full']],
  ],
  [
    'the offered one is almost full',
    { ...noMailbox, offered: { messages: 9, maxMessages: 10, bytes: 1, maxBytes: 100, owners: [] } },
    [['warning', 'holds 9 of 10 letters']],
  ],
  [
    'the offered one has room',
    { ...noMailbox, offered: { messages: 1, maxMessages: 10, bytes: 1, maxBytes: 100, owners: [] } },
    [['good', 'holds 1 of 10 letters']],
  ],
])('says how mailboxes stand when %s', async (_, mailbox, expected) => {
  const { findings } = await examined({ mailbox: () => mailbox });
  const found = findings.filter(({ name }) => name === 'mailbox');
  expect(found).toMatchObject(expected.map(([state, text]) => ({ state, found: expect.stringContaining(text) })));
  expect(found.every(({ state, advice }) => (advice === undefined) === (state === 'good'))).toBe(true);
});

it('has what is around the node examined with the addresses that it tells, and ends with 1 when something is bad', async () => {
  const bad: Finding = { name: 'disk', state: 'bad', found: 'full', advice: 'Make room.' };
  const { asked, code, healthy, findings } = await examined({}, [bad]);
  expect(asked).toEqual([{ addresses: ['/ip4/127.0.0.1/tcp/4001'] }]);
  expect([code, healthy]).toEqual([1, false]);
  expect(findings.at(-1)).toEqual(bad);
});
