import { array, assert, boolean, constantFrom, jsonValue, property, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromUtf8, utf8 } from '../../../src/base/base.ts';
import { changeEvents } from '../../../src/bridge/event-stream.ts';
import { filterList, listedKinds, type ListedKind } from '../../../src/bridge/mcp/list-filter.ts';

function kindOf(method: string): ListedKind {
  const kind = listedKinds.get(method);
  if (kind === undefined) throw new Error('no list');
  return kind;
}
const tools = kindOf('tools/list');
const read = (bytes: Uint8Array | undefined): unknown => JSON.parse((bytes && fromUtf8(bytes)) ?? 'null');

describe('a list of an MCP server', () => {
  it('keeps the entries to keep, in order and whole, and everything beside the list', () => {
    const entry = record({ name: string(), extra: jsonValue() });
    assert(
      property(array(entry), boolean(), constantFrom('public', 'private', undefined), (list, all, cacheScope) => {
        const message = {
          jsonrpc: '2.0',
          id: 1,
          result: { tools: list, cacheScope, nextCursor: 'n', _meta: { a: [1] } },
        };
        const keep = (one: Readonly<Record<string, unknown>>): boolean => all || String(one['name']).length % 2 === 0;
        const filtered = filterList(utf8(JSON.stringify(message, undefined, 1)), tools, keep);
        const scope = cacheScope === undefined ? {} : { cacheScope: 'private' };
        const expected = { ...message, result: { ...message.result, ...scope, tools: list.filter(keep) } };
        expect(read(filtered)).toEqual(JSON.parse(JSON.stringify(expected)));
      }),
    );
  });

  it('is not touched when nothing is left out, so that every byte stays', () => {
    const bytes = utf8('{ "jsonrpc":"2.0","id":1, "result" : {"tools":[ {"name":"a"} ],"cacheScope":"private"}}');
    expect(filterList(bytes, tools, () => true)).toBe(bytes);
    const error = utf8('{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no"}}');
    expect(filterList(error, tools, () => false)).toBe(error);
  });

  it('is not shown when it cannot be read', () => {
    expect(
      filterList(utf8('{"jsonrpc":"2.0","id":1,"result":{"tools":{"name":"a"}}}'), tools, () => true),
    ).toBeUndefined();
    const twice = utf8('{"jsonrpc":"2.0","id":1,"result":{"tools":[],"tools":[{"name":"a"}]}}');
    expect(filterList(twice, tools, () => true)).toBeUndefined();
    expect(
      read(filterList(utf8('{"jsonrpc":"2.0","id":1,"result":{"tools":[7,{"name":"a"}]}}'), tools, () => true)),
    ).toMatchObject({ result: { tools: [{ name: 'a' }] } });
  });

  it('is found in a stream however that is cut, and other events pass as they are', async () => {
    const list = '{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a"},{"name":"\u{1f94a}"}]}}';
    const stream = `: hello\n\nevent: message\nid: 1\ndata: ${list}\n\ndata: \r\nid: 2\r\n\r\n`;
    const bytes = utf8(stream);
    const results = new Set<string>();
    for (let size = 1; size <= bytes.length; size++) {
      const pieces = (async function* () {
        for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
      })();
      const change = (message: Uint8Array): Uint8Array | undefined =>
        filterList(message, tools, ({ name }) => name !== 'a');
      let out = '';
      for await (const piece of changeEvents(pieces, change, () => new Error('unreadable')))
        out += fromUtf8(piece) ?? '';
      results.add(out);
    }
    const shown = list.replace('{"name":"a"},', '');
    expect([...results]).toEqual([`: hello\n\nevent: message\nid: 1\ndata: ${shown}\n\ndata: \r\nid: 2\r\n\r\n`]);
  });
  it.each([
    ['\\n', '', '\n'],
    ['\\r\\n', '', '\r\n'],
    ['\\r', '', '\r'],
    ['a byte order mark and \\n', '\u{feff}', '\n'],
  ])(
    'is found in a stream with every line end that readers know, cut at any byte and broken off at any: %s',
    async (_, mark, end) => {
      const list = '{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"secret"},{"name":"b"}]}}';
      const [one, two] = [list.slice(0, 24), list.slice(24)];
      const bytes = utf8(
        `${mark}data:${list}${end}${end}: x${end}data: ${one}${end}data${end}data: ${two}${end}id: 1${end}${end}`,
      );
      const change = (message: Uint8Array): Uint8Array | undefined =>
        filterList(message, tools, ({ name }) => name !== 'secret');
      const out = async (pieces: readonly Uint8Array[]): Promise<string> => {
        let text = '';
        for await (const piece of changeEvents(from(pieces), change, () => new Error('unreadable')))
          text += fromUtf8(piece) ?? '';
        return text;
      };
      const whole = await out([bytes]);
      expect(whole.match(/"b"/g)?.length).toBe(2);
      for (let cut = 0; cut <= bytes.length; cut++) {
        expect(lines(await out([bytes.subarray(0, cut), bytes.subarray(cut)]))).toEqual(lines(whole));
        const broken = await out([bytes.subarray(0, cut)]).catch(() => '');
        expect(broken + whole).not.toContain('secret');
      }
    },
  );
});

async function* from(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}

/** Without blank lines: one more between two events is nothing to a reader. */
function lines(text: string): readonly string[] {
  return text.split(/[\r\n]+/);
}
