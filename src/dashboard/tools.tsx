import type { JSX } from 'preact';
import type { Answer } from '../control/api.ts';
import { Answering } from './answering.tsx';
import { act, read } from './api.ts';
import { node } from './live.ts';
import { Agent, Badge, Card, Nothing, Problem, Time, type Tone } from './parts.tsx';
import { useStore } from './store.ts';
import { useLoaded } from './use-loaded.ts';

type Tool = Answer<'tools'>['tools'][number];

const tones: Readonly<Record<Tool['state'], Tone>> = { new: 'plain', pinned: 'good', drifted: 'warn', rejected: 'bad' };

/** The tools of MCP servers that were listed through this node, those that wait for an answer first; of one owner only, if one is named. */
export function Tools({ owner }: { readonly owner?: string }): JSX.Element {
  const { waiting } = useStore(node);
  const cause = `${waiting?.tools} ${waiting?.auditEntries}`;
  const { value, problem, reload } = useLoaded('tools', (signal) => read('/v1/tools', {}, signal), cause);
  const tools = (value?.tools ?? []).filter((tool) => owner === undefined || tool.owner === owner);
  return (
    <Card title="Tools and their pins" note={<span class="dim">{tools.length}</span>}>
      <Problem text={problem} />
      {value !== undefined && tools.length === 0 && (
        <Nothing>No tool of it was in a list that passed this node.</Nothing>
      )}
      {tools.map((tool) => (
        <ToolLine key={`${tool.owner}/${tool.server}/${tool.name}`} tool={tool} reload={reload} />
      ))}
    </Card>
  );
}

function ToolLine({ tool, reload }: { readonly tool: Tool; readonly reload: () => void }): JSX.Element {
  const { owner, server, name, state, flags, changed, hash } = tool;
  return (
    <details class="tool" open={state === 'drifted'}>
      <summary>
        <strong>{name}</strong> <span class="dim">of {server}</span> <Badge tone={tones[state]}>{state}</Badge>
        {flags.map((flag) => (
          <Badge key={flag} tone="warn">
            {flag}
          </Badge>
        ))}
      </summary>
      <p class="dim">
        <Agent did={owner} />, changed <Time at={changed} />, <span class="mono">{hash.slice(0, 12)}</span>
      </p>
      <Definition tool={tool} />
      <Answering
        about={`the tool ${name}`}
        answers={[
          { word: 'Approve', tone: 'primary' },
          { word: 'Reject', tone: 'danger' },
        ]}
        onAnswer={async (word, said) => {
          await act('/v1/tools/answer', { owner, server, name, hash, approve: word === 'Approve', ...said });
          reload();
        }}
      />
    </details>
  );
}

function Definition({ tool: { owner, server, name, hash } }: { readonly tool: Tool }): JSX.Element {
  const query = { owner, server, name };
  const { value, problem } = useLoaded(`${owner} ${server} ${name} ${hash}`, (signal) =>
    read('/v1/tools/definition', query, signal),
  );
  return (
    <>
      <Problem text={problem} />
      {value?.candidate?.changes.map(({ path, was, is }) => (
        <div key={path} class="change">
          <span class="mono">{path}</span>
          <p>
            <del>{visible(was ?? 'nothing')}</del>
          </p>
          <p>
            <ins>{visible(is ?? 'nothing')}</ins>
          </p>
        </div>
      ))}
      {value !== undefined && (
        <details>
          <summary>The definition it is held to</summary>
          <pre tabIndex={0}>{visible(value.definition)}</pre>
        </details>
      )}
    </>
  );
}

/** With signs for what cannot be seen: a definition may hide words from whoever reads it. */
function visible(text: string): string {
  return text.replaceAll(
    /[\p{Cf}\p{Cc}\u{E0000}-\u{E007F}]/gu,
    (sign) => `⟨U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
}
