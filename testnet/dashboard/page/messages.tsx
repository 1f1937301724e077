import type { JSX } from 'preact';
import { Badge, Card, Nothing, Table, Time, type Tone } from '../../../src/dashboard/parts.tsx';
import type { Network } from '../network.ts';

const tones: Readonly<Record<string, Tone>> = { received: 'good', delivered: 'good', refused: 'bad', failed: 'bad' };
/** Rows: what fits on one screen. */
const maxRows = 16;

/** What became of messages, anywhere, newest first. */
export function Messages({ network: { nodes, happenings } }: { readonly network: Network }): JSX.Element {
  const names = new Map(nodes.map(({ alias, name }) => [alias, name]));
  return (
    <Card title="Messages now">
      {happenings.length === 0 ? (
        <Nothing>No message since you opened this page.</Nothing>
      ) : (
        <Table label="Messages now" headings={['When', 'At', 'What', 'With', 'Message']}>
          {happenings.slice(0, maxRows).map(({ n, at, where, what, reason, peer, direction, id }) => (
            <tr key={n}>
              <td>
                <Time at={at} />
              </td>
              <td>{names.get(where) ?? where}</td>
              <td class="nowrap">
                <Badge tone={tones[what] ?? 'plain'}>{reason === undefined ? what : `${what}: ${reason}`}</Badge>
              </td>
              <td class="nowrap">
                {direction === 'in' ? 'from' : 'to'} {names.get(peer) ?? `…${peer.slice(-8)}`}
              </td>
              <td class="mono" title={id}>
                …{id.slice(-8)}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  );
}
