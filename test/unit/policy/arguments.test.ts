import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ArgumentForms, readArguments } from '../../../src/policy/arguments.ts';
import { toRequest } from '../../../src/policy/to-request.ts';
import { EntityUid } from '../../../src/policy/value.ts';
import { call } from './sample-facts.ts';

function forms(value: unknown): ArgumentForms {
  const verdict = readArguments(value);
  if (verdict.kind !== 'accept') throw new Error(verdict.detail);
  return verdict.value;
}

describe('arguments', () => {
  it('offers every path as text, and integers as numbers', () => {
    const { byPath, numbers } = forms({
      path: '/etc/passwd',
      limit: 10,
      deep: { ratio: 0.5, on: true, off: null },
      to: ['a', 'b'],
    });
    const text = (path: string): unknown => byPath().get(path);
    expect(text('path')).toBe('/etc/passwd');
    expect(text('limit')).toBe('10');
    expect(text('deep.ratio')).toBe('0.5');
    expect(text('deep.on')).toBe('true');
    expect(text('deep.off')).toBe('null');
    expect(text('to[1]')).toBe('b');
    expect(text('deep')).toBe('{"off":null,"on":true,"ratio":0.5}');
    expect(numbers().get('limit')).toBe(10n);
    expect(numbers().has('deep.ratio')).toBe(false);
    expect(numbers().has('path')).toBe(false);
  });

  it('offers pairs, in which the items of a list share one path', () => {
    const set = forms({ to: ['a', 'b'], on: true, nested: [{ id: 7 }] }).pairs();
    expect(['to[]=a', 'to[]=b', 'on=true', 'nested[].id=7'].every((pair) => set.has(pair))).toBe(true);
    expect(set.size).toBe(4);
  });

  it('writes canonical JSON whatever the order of the names', () => {
    expect(forms({ b: 1, a: [1.5, 'ü'], A: {} }).text()).toBe('{"A":{},"a":[1.5,"ü"],"b":1}');
    expect(forms(undefined).text()).toBe('');
  });

  it('keeps different places apart, even when names hold dots and brackets', () => {
    const { byPath } = forms({ 'a.b': 1, a: { b: 2 }, 'to[0]': 3, to: [4], '': 5 });
    expect([...byPath().names()].sort()).toEqual(['["a.b"]', '["to[0]"]', '[""]', 'a', 'a.b', 'to', 'to[0]'].sort());
    expect(byPath().get('a.b')).toBe('2');
    expect(byPath().get('["a.b"]')).toBe('1');
    expect(byPath().get('to[0]')).toBe('4');
  });

  it('never shares a path between two places (property)', () => {
    const name = fc.oneof(
      fc.constantFrom('a', 'b', 'a.b', 'a[0]', '[0]', '', '"', '\\', '__proto__', '="'),
      fc.string(),
    );
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constant(0),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(name, tie('value'), { maxKeys: 4 }),
      ),
    })).value;
    const count = (each: unknown): number =>
      typeof each === 'object' && each !== null
        ? Object.values(each).reduce<number>((sum, item) => sum + 1 + count(item), 0)
        : 0;
    fc.assert(
      fc.property(value, (each) => {
        expect([...forms(each).byPath().names()]).toHaveLength(count(each));
      }),
    );
  });

  it('reads __entity and __extn as plain names', () => {
    const forged = {
      __entity: { type: 'Agent', id: 'did:agentmesh:x' },
      who: { __extn: { fn: 'ip', arg: '127.0.0.1' } },
    };
    const { byPath } = forms(forged);
    expect(byPath().get('__entity.type')).toBe('Agent');
    expect(byPath().get('who.__extn.arg')).toBe('127.0.0.1');
    const request = toRequest(call(forged));
    if (request.kind !== 'accept') throw new Error(request.detail);
    const types = [...request.value.entities.values()].map((entity) => entity.uid.type).sort();
    expect(types).toEqual([
      'Action',
      'Agent',
      'Agent',
      'Arguments',
      'Numbers',
      'Organisation',
      'Organisation',
      'Server',
      'Tool',
    ]);
  });

  it('keeps __proto__ an ordinary name', () => {
    const { byPath } = forms(JSON.parse('{"__proto__":{"admin":true}}'));
    expect(byPath().get('__proto__.admin')).toBe('true');
  });
});

describe('toRequest', () => {
  it('puts a tool into its server, owner and organisation', () => {
    const request = toRequest(call());
    if (request.kind !== 'accept') throw new Error(request.detail);
    const { resource, entities } = request.value;
    const ancestors = entities.get(resource.key)?.ancestors;
    const owner = call().resource.owner.did;
    expect(resource.id).toBe(`${owner}/files/read_file`);
    for (const parent of [
      new EntityUid('Server', `${owner}/files`),
      new EntityUid('Agent', owner),
      new EntityUid('Organisation', 'org-o'),
    ]) {
      expect(ancestors?.has(parent.key)).toBe(true);
    }
  });

  it('gives two tools two ids, wherever their names have slashes', () => {
    const id = (server: string, name: string): string => {
      const facts = call();
      const request = toRequest({ ...facts, resource: { ...facts.resource, server, name } });
      return request.kind === 'accept' ? request.value.resource.id : '';
    };
    expect(id('a/b', 'c')).not.toBe(id('a', 'b/c'));
    expect(id('a%2Fb', 'c')).not.toBe(id('a/b', 'c'));
  });

  it('tells hour and weekday in UTC', () => {
    const request = toRequest(call());
    if (request.kind !== 'accept') throw new Error(request.detail);
    expect(request.value.context.get('hour')).toBe(13n);
    expect(request.value.context.get('weekday')).toBe(3n);
    expect(request.value.context.get('time')).toBe(1_782_912_600_000n);
  });
});
