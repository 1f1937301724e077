import { describe, expect, it } from 'vitest';
import { errorCodes, MeshError, parseMessageId, reasons, utf8, isReason } from '../../../src/base/base.ts';
import { renderRefusal } from '../../../src/bridge/refusal.ts';
import { tell } from '../../../src/cli/failure.ts';
import { Terminal } from '../../../src/cli/terminal.ts';
import { failureOf } from '../../../src/control/dispatch.ts';
import type { ExchangeRequest } from '../../../src/wire/wire.ts';
import { document, rows, section, words } from './markdown.ts';

const errors = document('docs/errors.md');
const quiet = new Terminal({ write: () => true }, { json: true, coloured: false });

const call: ExchangeRequest = {
  kind: 'request',
  protocol: 'a2a',
  target: '',
  method: 'POST',
  path: '/rpc',
  headers: [],
  body: utf8('{"jsonrpc":"2.0","id":1,"method":"GetTask"}'),
};
const id = parseMessageId('0193a1b2c3d40123456789abcdef0123');

/** Status, google.rpc code and JSON-RPC code of a refusal to an A2A client. */
function rendered(reason: keyof typeof reasons): readonly [number, string, number] {
  const refused = { kind: 'refused', reason, messageId: id, side: 'local' } as const;
  const rpc = renderRefusal(call, refused);
  const rest = renderRefusal({ ...call, path: '/rest/tasks/1' }, { ...refused });
  const rpcCode: unknown = JSON.parse(new TextDecoder().decode(rpc.body)).error.code;
  const restBody: { error: { status: string } } = JSON.parse(new TextDecoder().decode(rest.body));
  return [rpc.status, restBody.error.status, Number(rpcCode)];
}

describe('docs/errors.md', () => {
  it('has a row for every reason of the source, and for nothing else', () => {
    const documented = rows(section(errors, 'Reasons')).flatMap(([reason = '']) => words(reason));
    expect(documented.toSorted()).toEqual(Object.keys(reasons).toSorted());
  });

  it('has a row for every error code of the source, and for nothing else', () => {
    const documented = rows(section(errors, 'Error codes')).flatMap(([code = '']) => words(code));
    expect(documented.toSorted()).toEqual(errorCodes.toSorted());
  });

  it('says of every reason and code what happened and what to do', () => {
    const all = [...rows(section(errors, 'Reasons')), ...rows(section(errors, 'Error codes'))];
    expect(all.filter((row) => row.some((cell) => cell === ''))).toEqual([]);
  });

  it('gives the HTTP status and exit code that each error code really has', () => {
    for (const [code = '', http, exit] of rows(section(errors, 'Error codes'))) {
      const known = errorCodes.find((each) => each === words(code)[0]);
      if (known === undefined) throw new RangeError(code);
      const error = new MeshError(known, 'because');
      expect([known, failureOf(error).status, tell(error, quiet)]).toEqual([known, Number(http), Number(exit)]);
    }
  });

  it('gives the status and codes with which each reason really reaches an HTTP client', () => {
    const [others, ...special] = rows(section(errors, 'Refusals over HTTP')).filter((row) => row.length === 4);
    const byReason = new Map(special.flatMap((row) => words(row[0] ?? '').map((reason) => [reason, row] as const)));
    for (const reason of Object.keys(reasons).filter(isReason)) {
      const [, status = '', code = '', rpc = ''] = byReason.get(reason) ?? others ?? [];
      const shown = [Number(status), words(code)[0], Number(rpc.split(',')[0])];
      expect([reason, ...shown]).toEqual([reason, ...rendered(reason)]);
    }
    expect([...byReason.keys()].filter((reason) => !isReason(reason))).toEqual([]);
  });
});
