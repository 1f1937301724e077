import { assert, nat, property, stringMatching, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkpointBytes,
  commitment,
  cosign,
  cosignedAt,
  cosignerKey,
  decodeEntry,
  encodeEntry,
  exportLines,
  fromBase64,
  isSelfCertifying,
  isSignedBy,
  keyIdOf,
  leafHash,
  logKey,
  originOf,
  readCheckpoint,
  readContinuation,
  readNote,
  readTlogProof,
  readVerifierKey,
  signCheckpoint,
  toBase64,
  writeContinuation,
  writeNote,
  writeTlogProof,
  writeVerifierKey,
  wrongProof,
} from '../../../src/audit/audit.ts';
import { sha256, utf8 } from '../../../src/base/base.ts';
import { agent, entryOf, logOf } from './log-in-memory.ts';

const owner = agent(7);
const key = logKey(owner.did, owner.signing.publicKey);

describe('signed notes', () => {
  it('have the key id and signature of the example of c2sp.org/tlog-cosignature', () => {
    // The example of the specification, whose signatures are of keys nobody publishes: only its form can be checked.
    const text =
      'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n' +
      '— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n' +
      '— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n';
    const checkpoint = readCheckpoint(utf8(text));
    expect(checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163 });
    expect(checkpoint?.note.signatures.map(({ name, signature }) => [name, signature.length])).toEqual([
      ['example.com/behind-the-sofa', 64],
      ['witness.example.com/w1', 72],
    ]);
    expect(checkpoint && writeNote(checkpoint.note)).toBe(text);
  });

  it('verify under the published key of sum.golang.org', () => {
    // https://sum.golang.org: the verifier key that the go command carries.
    const published = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8';
    const read = readVerifierKey(published);
    expect(read?.name).toBe('sum.golang.org');
    expect(read && writeVerifierKey(read)).toBe(published);
    expect(readVerifierKey(published.replace('033de0ae', '033de0af'))).toBeUndefined();
  });

  it('are refused with control characters, without signatures, or when too long', () => {
    const note = writeNote(
      signCheckpoint({ origin: originOf(owner.did), size: 1, root: new Uint8Array(32) }, owner.signing),
    );
    expect(readNote(utf8(note))).toBeDefined();
    expect(readNote(utf8(note.replace('\n1\n', '\n1\u0007\n')))).toBeUndefined();
    expect(readNote(utf8(note.slice(0, note.indexOf('\n\n') + 2)))).toBeUndefined();
    expect(readNote(utf8(note.slice(0, -1)))).toBeUndefined();
    expect(readNote(utf8('x'.repeat(70_000) + note))).toBeUndefined();
    expect(readCheckpoint(utf8(note.replace('\n1\n', '\n01\n')))).toBeUndefined();
    expect(readCheckpoint(utf8(note.replace('\n1\n', '\n9999999999999999\n')))).toBeUndefined();
  });

  it('read no bytes as a note, checkpoint or proof that were not made as one, and never throw', () => {
    assert(
      property(uint8Array({ maxLength: 300 }), (bytes) => {
        for (const read of [readNote, readCheckpoint, readTlogProof, readContinuation])
          expect(read(bytes)).toBeUndefined();
      }),
    );
    assert(
      property(stringMatching(/^(c2sp.org\/tlog-proof@v1|old 3|index 1)\n[\n—a-z0-9= ]*$/), (text) => {
        for (const read of [readNote, readCheckpoint, readTlogProof, readContinuation])
          expect(() => read(utf8(text))).not.toThrow();
      }),
    );
  });

  it('are signed by one log and one cosigner only, whose name proves the key', () => {
    const note = signCheckpoint({ origin: originOf(owner.did), size: 3, root: leafHash(utf8('x')) }, owner.signing);
    const witness = agent(8);
    const both = { ...note, signatures: [...note.signatures, cosign(note, witness, 1_700_000_123)] };
    const read = readCheckpoint(checkpointBytes(both));
    expect(read && isSignedBy(read, key)).toBe(true);
    const by = cosignerKey(witness.did, witness.signing.publicKey);
    expect(cosignedAt(both, by)).toBe(1_700_000_123);
    // The same key as the log's would be another key: its id has another type.
    expect(keyIdOf(by)).not.toEqual(keyIdOf({ ...by, type: 1 }));
    expect(cosignedAt({ ...both, text: both.text.replace('\n3\n', '\n4\n') }, by)).toBeUndefined();
    expect([isSelfCertifying(key), isSelfCertifying(by)]).toEqual([true, true]);
    expect(isSelfCertifying({ ...key, publicKey: witness.signing.publicKey })).toBe(false);
  });

  it('write base64 as everybody does, and read nothing else', () => {
    assert(
      property(uint8Array({ maxLength: 70 }), (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
      }),
    );
    for (const text of ['A', 'AB', 'AA=', 'AB==', 'AA-_', 'AAAA=']) expect(fromBase64(text)).toBeUndefined();
  });
});

describe('proofs as files', () => {
  const { checkpoint } = logOf(1);
  const entry = encodeEntry(entryOf(0));
  const proof = { index: 0, hashes: [], note: checkpoint.note, extra: entry };

  it('hold for their entry, and for no other, nor under another key', () => {
    const bytes = utf8(writeTlogProof(proof));
    expect(wrongProof(bytes, entry, key)).toBeUndefined();
    expect(wrongProof(bytes, encodeEntry(entryOf(1)), key)).toMatch(/not at that place/);
    expect(wrongProof(bytes, entry, logKey(agent(1).did, agent(1).signing.publicKey))).toMatch(/not signed/);
    expect(wrongProof(utf8('x'), entry, key)).toMatch(/not a proof/);
    expect(wrongProof(utf8(writeTlogProof({ ...proof, hashes: [leafHash(entry)] })), entry, key)).toMatch(
      /not at that place/,
    );
  });

  it('read back as they were written', () => {
    assert(
      property(nat(), uint8Array({ minLength: 32, maxLength: 32 }), (index, hash) => {
        const written = { ...proof, index, hashes: [hash, hash] };
        expect(readTlogProof(utf8(writeTlogProof(written)))).toMatchObject({
          index,
          hashes: [hash, hash],
          extra: entry,
        });
        const continuation = { oldSize: index, hashes: [hash], note: checkpoint.note };
        expect(readContinuation(utf8(writeContinuation(continuation)))).toMatchObject(continuation);
      }),
    );
  });
});

describe('entries', () => {
  it('read back as they were written, and fit into a bundle whatever the names in them', () => {
    assert(
      property(nat(1000), stringMatching(/^[\s\S]{0,3000}$/), (n, name) => {
        const policies = Array.from({ length: 40 }, () => name);
        const bytes = encodeEntry({ ...entryOf(n), resource: name, policies });
        expect(bytes.length).toBeLessThan(32 * 1024);
        expect(decodeEntry(bytes)).toMatchObject({ type: 'decision', time: 1_700_000_000_000 + n });
      }),
    );
    for (const text of [
      '',
      '[]',
      'null',
      '{}',
      '{"type":1,"time":1}',
      '{"type":"x","time":-1}',
      '{"type":"x","time":9e15}',
    ])
      expect(decodeEntry(utf8(text))).toBeUndefined();
  });

  it('commit to content by a salt, without which it cannot be told', () => {
    const salt = new Uint8Array(16).fill(1);
    expect(commitment(salt, utf8('yes'))).toBe(toBase64(sha256(salt, utf8('yes'))));
    expect(commitment(salt, utf8('yes'))).not.toBe(commitment(new Uint8Array(16), utf8('yes')));
  });
});

describe('exports', () => {
  const origin = originOf(owner.did);
  const page = [0, 1].map((n) => ({ origin, index: n, bytes: encodeEntry(entryOf(n)) }));
  const parsed = (format: Parameters<typeof exportLines>[0]): readonly unknown[] =>
    exportLines(format, page, '1.2.3').map((line): unknown => JSON.parse(line));

  it('are OTLP/JSON logs, a page a line', () => {
    const [data] = parsed('otel');
    expect(data).toMatchObject({
      resourceLogs: [
        {
          resource: {
            attributes: [{ key: 'service.name', value: { stringValue: 'parley' } }, { value: { stringValue: origin } }],
          },
          scopeLogs: [
            {
              scope: { name: 'parley.audit', version: '1.2.3' },
              logRecords: [
                { timeUnixNano: '1700000000000000000', severityNumber: 13, eventName: 'parley.audit.decision' },
                { timeUnixNano: '1700000000001000000', severityNumber: 9 },
              ],
            },
          ],
        },
      ],
    });
    expect(JSON.stringify(data)).toContain('{"key":"parley.audit.size","value":{"intValue":"12"}}');
  });

  it('are CloudEvents 1.0, an event a line, with the attributes that it requires', () => {
    expect(parsed('cloudevents')[1]).toMatchObject({
      specversion: '1.0',
      id: '1',
      source: `urn:parley:${origin}`,
      type: 'parley.audit.decision.v1',
      subject: '00000000000000000000000000000001',
      time: '2023-11-14T22:13:20.001Z',
      data: { allowed: true, action: 'message.receive' },
    });
  });

  it('are OCSF API activities, an event a line, refused ones as denied and blocked', () => {
    expect(parsed('ocsf')[0]).toMatchObject({
      category_uid: 6,
      class_uid: 6003,
      type_uid: 600_399,
      activity_id: 99,
      severity_id: 3,
      action_id: 2,
      disposition_id: 2,
      status_detail: 'policy-denied',
      time: 1_700_000_000_000,
      actor: { user: { uid: agent(9).did } },
      api: { operation: 'message.receive' },
      metadata: { version: '1.4.0', product: { vendor_name: 'Parley' } },
    });
    expect(parsed('ocsf')[1]).toMatchObject({ action_id: 1, disposition_id: 1, severity_id: 1, status_id: 1 });
  });

  it('leave out what is no entry', () => {
    expect(exportLines('otel', [{ origin, index: 0, bytes: utf8('x') }], '1')).toEqual([]);
  });
});
