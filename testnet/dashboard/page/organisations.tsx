import type { JSX } from 'preact';
import { Badge, Card, Table } from '../../../src/dashboard/parts.tsx';
import type { Network, NetworkNode } from '../network.ts';
import { openNode, order } from './follow.ts';
import { OrderButton } from './order-button.tsx';
import { nodeStates } from '../words.ts';

const headings = ['Organisation', 'Node', 'Peers', 'Sessions', 'Outbox', 'Inbox', 'Refused', 'Audit entries', 'Orders'];

/** Every organisation with its node; from here one goes to the dashboard of each, logged in. */
export function Organisations({ network: { nodes, isOver } }: { readonly network: Network }): JSX.Element {
  return (
    <Card title="Organisations">
      <Table label="Organisations" headings={headings}>
        {nodes.map((node) => (
          <Row key={node.alias} node={node} isOver={isOver} />
        ))}
      </Table>
      {!isOver && <p class="dim">Orders are taken when the story is over: they would change what happens in it.</p>}
    </Card>
  );
}

function Row({ node, isOver }: { readonly node: NetworkNode; readonly isOver: boolean }): JSX.Element {
  const { alias, name, state, pid, figures } = node;
  const [word, tone] = nodeStates[state];
  const isUp = pid !== undefined;
  return (
    <tr>
      <td>
        <strong>{name}</strong>
      </td>
      <td class="nowrap">
        <Badge tone={tone}>{word}</Badge> {isUp && <span class="dim">process {pid}</span>}
      </td>
      <td class="nowrap">{figures !== undefined && `${figures.connected} of ${figures.known}`}</td>
      <td>{figures?.sessions}</td>
      <td>{figures?.outbox}</td>
      <td>{figures?.inbox}</td>
      <td>{figures?.refused}</td>
      <td>{figures?.audit}</td>
      <td>
        <span class="orders">
          <OrderButton
            label={`Open dashboard of ${name}`}
            text="Open dashboard"
            disabled={!isUp}
            give={() => openNode(alias)}
          />
          <OrderButton
            label={`${isUp ? 'Kill' : 'Start'} the node of ${name}`}
            text={isUp ? 'Kill' : 'Start'}
            disabled={!isOver}
            give={() => order(isUp ? 'kill' : 'start', alias)}
          />
        </span>
      </td>
    </tr>
  );
}
