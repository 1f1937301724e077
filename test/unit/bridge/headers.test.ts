import { describe, expect, it } from 'vitest';
import { requestHeaders, responseHeaders, withHeader } from '../../../src/bridge/headers.ts';
import { joinPath, splitPath } from '../../../src/bridge/http-path.ts';

describe('headers that cross the mesh', () => {
  it('keep their order, case and repetition', () => {
    const headers = [
      ['X-B', '1'],
      ['x-a', '2'],
      ['X-B', '3'],
      ['A2A-Version', '1.0'],
    ] as const;
    expect(requestHeaders(headers)).toEqual(headers);
    expect(responseHeaders(headers)).toEqual(headers);
  });

  it('lose what belongs to one connection, also what Connection lists', () => {
    const headers = [
      ['Connection', 'close, X-Hop'],
      ['connection', 'x-other'],
      ['X-Hop', '1'],
      ['X-Other', '1'],
      ['Keep-Alive', 'timeout=5'],
      ['TE', 'trailers'],
      ['Trailer', 'X'],
      ['Transfer-Encoding', 'chunked'],
      ['Upgrade', 'h2c'],
      ['Expect', '100-continue'],
      ['X-Stays', '1'],
    ] as const;
    expect(requestHeaders(headers)).toEqual([['X-Stays', '1']]);
    expect(responseHeaders(headers)).toEqual([['X-Stays', '1']]);
  });

  it('lose credentials of either side', () => {
    const headers = [
      ['Authorization', 'Bearer secret'],
      ['COOKIE', 'a=b'],
      ['Proxy-Authorization', 'x'],
      ['Host', 'localhost'],
      ['Accept', '*/*'],
    ] as const;
    expect(requestHeaders(headers)).toEqual([['Accept', '*/*']]);
    expect(
      responseHeaders([
        ['Set-Cookie', 'a=b'],
        ['ETag', 'x'],
      ]),
    ).toEqual([['ETag', 'x']]);
  });

  it('do not lose the type of the body to a Connection header', () => {
    const headers = [
      ['Connection', 'content-type'],
      ['Content-Type', 'application/json'],
    ] as const;
    expect(requestHeaders(headers)).toEqual([['Content-Type', 'application/json']]);
  });

  it('are replaced whatever their case', () => {
    expect(
      withHeader(
        [
          ['x-key', 'theirs'],
          ['X-Key', 'theirs'],
        ],
        ['X-KEY', 'ours'],
      ),
    ).toEqual([['X-KEY', 'ours']]);
  });
});

describe('the path at the agent', () => {
  const at = (base: string, path: string): string => {
    const split = splitPath(path);
    return split.kind === 'accept' ? joinPath(new URL(base), split.value) : split.reason;
  };

  it.each([
    ['http://a', '', '/'],
    ['http://a', '/x?y=%20', '/x?y=%20'],
    ['http://a/b', '', '/b'],
    ['http://a/b', '/c//d/', '/b/c//d/'],
    ['http://a/b/', '/c', '/b/c'],
    ['http://a/b?k=1', '?y=2', '/b?k=1&y=2'],
    ['http://a/b?k=1', '/c', '/b/c?k=1'],
    ['http://a/b', '/../c', 'facts-invalid'],
    ['http://a/b', '/x/..', 'facts-invalid'],
    ['http://a/b', '/..;x/c', 'facts-invalid'],
    ['http://a/b', '//evil', '/b//evil'],
    ['http://a/b', `/${'x'.repeat(9000)}`, 'facts-invalid'],
  ])('of %s and %s is %s', (base, path, expected) => {
    expect(at(base, path)).toBe(expected);
  });
});
