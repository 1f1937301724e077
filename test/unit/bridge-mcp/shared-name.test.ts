import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isShareable, sharedName, splitSharedName } from '../../../src/bridge/mcp/shared-name.ts';
import { mergedResult, readCursor, readPage } from '../../../src/bridge/mcp/shared-list.ts';
import { readRpcMessage } from '../../../src/bridge/mcp/rpc-message.ts';

const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);

describe('a name on the mount of all servers', () => {
  it('means one tool of one server, for every server that is on it', () => {
    fc.assert(
      fc.property(name.filter(isShareable), name, (server, tool) => {
        expect(splitSharedName(sharedName(server, tool))).toEqual({ server, name: tool });
      }),
    );
  });

  it('is never the same for two tools', () => {
    fc.assert(
      fc.property(name.filter(isShareable), name, name.filter(isShareable), name, (one, a, other, b) => {
        fc.pre(one !== other || a !== b);
        expect(sharedName(one, a)).not.toBe(sharedName(other, b));
      }),
    );
  });

  it.each(['', 'read', '__read', 'files__', '_'])('names no server when it is %j', (text) => {
    expect(splitSharedName(text)).toBeUndefined();
  });

  it.each(['a__b', 'a_', '__'])('cannot begin with the server %j', (server) => {
    expect(isShareable(server)).toBe(false);
  });
});

const answer = (result: string) => {
  const message = readRpcMessage(Buffer.from(`{"jsonrpc":"2.0","id":1,"result":${result}}`));
  if (message === undefined) throw new Error('no message');
  return message;
};

describe('the list of several servers', () => {
  it('keeps every byte of an entry but its name', () => {
    const page = readPage('files', answer('{"tools":[{ "x" : 1.0, "name":"read" ,"é":"\\u00e9"}]}'), 'tools');
    expect(page && mergedResult([page], 'tools', {})).toBe(
      '{"tools":[{ "x" : 1.0, "name":"files__read" ,"é":"\\u00e9"}]}',
    );
  });

  it('goes on with those servers that have more, each where it stopped', () => {
    const pages = [
      readPage('a', answer('{"tools":[],"nextCursor":"page 2"}'), 'tools'),
      readPage('b', answer('{"tools":[]}'), 'tools'),
    ].flatMap((page) => page ?? []);
    const { nextCursor } = JSON.parse(mergedResult(pages, 'tools', {}));
    expect(readCursor(nextCursor)).toEqual(new Map([['a', 'page 2']]));
    for (const broken of ['', 'page 2', 'W10', Buffer.from('{"a":1}').toString('base64url')])
      expect(readCursor(broken)).toBeUndefined();
  });

  it('leaves out a page that cannot be read', () => {
    expect(readPage('a', answer('{}'), 'tools')).toBeUndefined();
    expect(readPage('a', answer('{"tools":{}}'), 'tools')).toBeUndefined();
    expect(readPage('a', answer('{"tools":[{"title":"no name"}]}'), 'tools')?.entries).toEqual([]);
  });
});
