import { describe, expect, it } from 'vitest';
import { parseCanonicalDid, utf8, type Did } from '../../../src/base/base.ts';
import { ingressCard, maxCardBytes, meshBinding, originCardExtension } from '../../../src/bridge/a2a/ingress-card.ts';

function canonical(text: string): Did {
  const did = parseCanonicalDid(text);
  if (did === undefined) throw new Error('not a DID');
  return did;
}

const did = canonical('did:agentmesh:Rm9vQmFyQmF6UXV4Rm9vQm');
const baseUrl = 'http://127.0.0.1:7000/a2a/bob';
const make = (card: unknown, originPrefix = ''): unknown => {
  const verdict = ingressCard(utf8(JSON.stringify(card)), { baseUrl, did, originPrefix, sign: undefined });
  return verdict.kind === 'accept' ? verdict.value : verdict.reason;
};

describe('the card at the ingress', () => {
  it('lists the HTTP interfaces at the ingress, in their order, and the mesh', () => {
    const card = make({
      supportedInterfaces: [
        { url: 'grpc://h:1', protocolBinding: 'GRPC', protocolVersion: '1.0' },
        { url: 'https://agent.example/rest?x=1', protocolBinding: 'HTTP+JSON', tenant: 't', protocolVersion: '1.0' },
        { url: 'https://agent.example', protocolBinding: 'JSONRPC', protocolVersion: '0.3' },
        { url: 'not a url', protocolBinding: 'JSONRPC' },
      ],
    });
    expect(card).toHaveProperty('supportedInterfaces', [
      { url: `${baseUrl}/rest?x=1`, protocolBinding: 'HTTP+JSON', tenant: 't', protocolVersion: '1.0' },
      { url: baseUrl, protocolBinding: 'JSONRPC', protocolVersion: '0.3' },
      { url: did, protocolBinding: meshBinding, protocolVersion: '1.0' },
    ]);
  });

  it('lists gRPC of 1.0 at the door for it, and JSON-RPC beside it where the agent has none', () => {
    const interfaces = (card: unknown): unknown => {
      const options = { baseUrl, did, originPrefix: '', sign: undefined, grpc: '127.0.0.1:7001' };
      const verdict = ingressCard(utf8(JSON.stringify(card)), options);
      return verdict.kind === 'accept' ? verdict.value['supportedInterfaces'] : verdict.reason;
    };
    const grpc = { url: 'agent:50051', protocolBinding: 'GRPC', tenant: 't', protocolVersion: '1.0' };
    const old = { ...grpc, protocolVersion: '0.3' };
    const rpc = { url: 'http://h/rpc', protocolBinding: 'JSONRPC', protocolVersion: '1.0' };
    const mesh = { url: did, protocolBinding: meshBinding, protocolVersion: '1.0' };
    const door = { ...grpc, url: '127.0.0.1:7001' };
    expect(interfaces({ supportedInterfaces: [grpc, old] })).toEqual([
      door,
      { ...grpc, url: `${baseUrl}/lf.a2a.v1.A2AService`, protocolBinding: 'JSONRPC' },
      mesh,
    ]);
    expect(interfaces({ supportedInterfaces: [rpc, grpc] })).toEqual([{ ...rpc, url: `${baseUrl}/rpc` }, door, mesh]);
    expect(interfaces({ supportedInterfaces: [old] })).toEqual([mesh]);
  });

  it("takes off the path of the agent's URL, and leaves out what lies elsewhere", () => {
    const card = make(
      {
        supportedInterfaces: [
          { url: 'http://h/foo/rpc', protocolBinding: 'JSONRPC' },
          { url: 'http://h/foobar', protocolBinding: 'JSONRPC' },
        ],
      },
      '/foo',
    );
    expect(card).toHaveProperty('supportedInterfaces.0.url', `${baseUrl}/rpc`);
    expect(card).toHaveProperty('supportedInterfaces.1.protocolBinding', meshBinding);
  });

  it('keeps the shape of 0.3 for a card of 0.3', () => {
    const card = make({
      protocolVersion: '0.3.0',
      url: 'http://h/rpc/',
      preferredTransport: 'JSONRPC',
      additionalInterfaces: [
        { url: 'http://h/rest', transport: 'HTTP+JSON' },
        { url: 'http://h:9', transport: 'GRPC' },
      ],
    });
    expect(card).toMatchObject({
      protocolVersion: '0.3.0',
      url: `${baseUrl}/rpc/`,
      preferredTransport: 'JSONRPC',
      additionalInterfaces: [{ url: `${baseUrl}/rest`, transport: 'HTTP+JSON' }],
    });
    expect(card).not.toHaveProperty('supportedInterfaces');
  });

  it('prefers another interface when the main one of 0.3 cannot be carried', () => {
    const card = make({
      url: 'http://h:9',
      preferredTransport: 'GRPC',
      additionalInterfaces: [{ url: 'http://h/rest', transport: 'HTTP+JSON' }],
    });
    expect(card).toMatchObject({ url: `${baseUrl}/rest`, preferredTransport: 'HTTP+JSON' });
  });

  it('keeps skills, other capabilities and unknown fields, drops signatures and security', () => {
    const card = make({
      name: 'Bob',
      futureField: { a: [1] },
      skills: [{ id: 's', securityRequirements: [{}], tags: ['x'] }],
      capabilities: { streaming: true, extensions: [{ uri: 'urn:other' }, { uri: originCardExtension }] },
      securitySchemes: { a: {} },
      securityRequirements: [{}],
      security: [{}],
      signatures: [{ protected: 'x', signature: 'y' }],
    });
    expect(card).toMatchObject({
      name: 'Bob',
      futureField: { a: [1] },
      skills: [{ id: 's', tags: ['x'] }],
      capabilities: { streaming: true, extensions: [{ uri: 'urn:other' }, { uri: originCardExtension }] },
    });
    for (const gone of [
      'signatures',
      'security',
      'securitySchemes',
      'securityRequirements',
      'skills.0.securityRequirements',
    ]) {
      expect(card).not.toHaveProperty(gone);
    }
  });

  it('is refused for what is no card', () => {
    expect(make([])).toBe('agent-failed');
    expect(make('x'.repeat(maxCardBytes))).toBe('agent-failed');
    const broken = ingressCard(utf8('{'), { baseUrl, did, originPrefix: '', sign: undefined });
    expect(broken).toMatchObject({ kind: 'reject', reason: 'agent-failed' });
  });
});
