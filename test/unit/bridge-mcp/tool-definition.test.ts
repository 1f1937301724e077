import { assert, dictionary, jsonValue, property, shuffledSubarray, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readListedTool } from '../../../src/bridge/mcp/tool-definition.ts';
import { toolChanges } from '../../../src/bridge/mcp/tool-diff.ts';

const echo = {
  name: 'echo',
  title: 'Echo',
  description: 'Echoes.',
  inputSchema: { type: 'object', properties: { text: { type: 'string', description: 'What to echo.' } } },
  annotations: { readOnlyHint: true, destructiveHint: false },
};

describe('the definition of a tool', () => {
  it('has one hash, however its members are ordered and whatever stands beside them', () => {
    const members = Object.entries(echo);
    const hash = readListedTool(echo)?.hash;
    assert(
      property(
        shuffledSubarray(members, { minLength: members.length }),
        dictionary(
          string().map((key) => `x-${key}`),
          jsonValue(),
        ),
        (order, beside) => {
          expect(readListedTool({ ...beside, ...Object.fromEntries(order) })?.hash).toBe(hash);
        },
      ),
    );
  });

  it.each([
    ['name', { name: 'echo2' }],
    ['title', { title: 'Echo!' }],
    ['description', { description: 'Echoes. ' }],
    ['input schema', { inputSchema: { type: 'object' } }],
    ['output schema', { outputSchema: { type: 'object' } }],
    ['annotations', { annotations: { readOnlyHint: false, destructiveHint: false } }],
  ])('has another hash when its %s is another', (_, change) => {
    expect(readListedTool({ ...echo, ...change })?.hash).not.toBe(readListedTool(echo)?.hash);
  });

  it('tells its hints, and every word that a model reads', () => {
    const tool = readListedTool(echo);
    expect(tool).toMatchObject({ readOnly: true, destructive: false });
    expect(tool?.words).toEqual(expect.arrayContaining(['Echoes.', 'What to echo.', 'text']));
    expect(readListedTool({ name: 'x', annotations: { readOnlyHint: 'yes' } })).toMatchObject({ readOnly: undefined });
  });

  it.each([
    ['no name', {}],
    ['a name that is too long', { name: 'n'.repeat(1025) }],
    ['a lone surrogate', { name: 'a', description: '\ud800' }],
    ['more than is kept', { name: 'a', description: 'd'.repeat(40_000) }],
  ])('is none with %s', (_, entry) => {
    expect(readListedTool(entry)).toBeUndefined();
  });
});

describe('what differs between two definitions', () => {
  const text = (value: unknown): string => JSON.stringify(value);

  it('is told place by place', () => {
    const other = { ...echo, description: 'Sends.', inputSchema: { type: 'object', properties: { 'a/b': {} } } };
    expect(toolChanges(text(echo), text(other))).toEqual([
      { path: '/description', was: '"Echoes."', is: '"Sends."' },
      { path: '/inputSchema/properties/text', was: text(echo.inputSchema.properties.text) },
      { path: '/inputSchema/properties/a~1b', is: '{}' },
    ]);
  });

  it('is nothing exactly for equal definitions, and bounded', () => {
    assert(
      property(jsonValue(), jsonValue(), (one, other) => {
        expect(toolChanges(text(one), text(one))).toEqual([]);
        expect(toolChanges(text(one), text(other)).length > 0).toBe(text(one) !== text(other));
      }),
    );
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`k${i}`, i]));
    expect(toolChanges('{}', text(many))).toHaveLength(128);
  });
});
