import { describe, expect, it } from 'vitest';
import { apiLimits, routes, type Route } from '../../../src/control/api.ts';
import { connect } from '../../../src/control/client.ts';
import { messageState } from '../../../src/control/schema.ts';
import { document, rows, section, words } from './markdown.ts';

const text = document('docs/control-api.md');

describe('docs/control-api.md', () => {
  it('has a row for every route, with method and authentication', () => {
    const documented = rows(section(text, 'Routes')).map(([method, path = '', token]) =>
      [method, words(path)[0], token].join(' '),
    );
    const real = Object.values<Route>(routes).map(({ method, path, authenticated }) =>
      [method, path, authenticated ? 'yes' : 'no'].join(' '),
    );
    expect(documented.toSorted()).toEqual(real.toSorted());
  });

  it('names the limits that hold', () => {
    expect(text).toContain(`at most ${apiLimits.maxRequestBytes / 1024 ** 2} MiB`);
    expect(text).toContain(`a message ${apiLimits.maxMessageBytes / 1024 ** 2} MiB`);
    expect(text).toContain(`up to ${apiLimits.maxBatch}, durably`);
  });

  it('names every state of a message', () => {
    const documented = rows(section(text, 'States of a message')).flatMap(([, states = '']) => words(states));
    expect([...new Set(documented)].toSorted()).toEqual(messageState.shape.state.options.toSorted());
  });

  it('names every method of the client', () => {
    using client = connect({ socket: 'none' });
    const sentence = section(text, 'Client').split('Its methods are ')[1]?.split('.')[0] ?? '';
    expect(words(sentence).toSorted()).toEqual(Object.keys(client).toSorted());
  });
});
