import { MeshError, type Did } from './base/base.ts';
import { toolChanges } from './bridge/bridge.ts';
import type { Handlers, Output } from './control/control.ts';
import type { RunningNode } from './running-node.ts';
import { isQuarantined, stateOf, type ToolPin } from './tool-pin.ts';

type Parts = Pick<RunningNode, 'tools' | 'directory' | 'identity' | 'config' | 'events'>;

/** The control API's handlers about tools of MCP servers. */
export function toolHandlers(parts: Parts): Pick<Handlers, 'tools' | 'tool' | 'answerTool' | 'forgetTools'> {
  const { tools, events } = parts;
  return {
    tools: () => ({
      tools: tools
        .all()
        .toSorted(byUrgency)
        .map((pin) => shown(parts, pin)),
    }),
    tool: ({ query }) => {
      const pin = tools.get({ ...query, owner: ownerOf(parts, query.owner) });
      if (pin === undefined)
        throw new MeshError(
          'not-found',
          'No such tool was in a list that passed this node. `parley tools` shows those.',
        );
      return described(parts, pin);
    },
    answerTool: async ({ request }) => {
      const name = { ...request, owner: ownerOf(parts, request.owner) };
      const pin = await tools.answer(name, request);
      events.toolAnswered(pin.owner, pin.server, request.approve ? 'approved' : 'rejected');
      return shown(parts, pin);
    },
    forgetTools: async ({ request }) => {
      const owner = ownerOf(parts, request.owner);
      const forgotten = await tools.forget(owner, request.server, request);
      events.toolAnswered(owner, request.server, 'forgotten');
      return { forgotten };
    },
  };
}

/** A peer, or our own agent by its own name. */
function ownerOf({ directory, identity, config }: Parts, text: string): Did {
  const did = directory.byName(text) ?? (text === config.name ? identity.did : undefined);
  if (did !== undefined) return did;
  throw new MeshError('peer-unknown', 'No agent of that name is known here. `parley peers` lists those that are.');
}

/** What waits for an answer first, then what is suspicious, then by place. */
function byUrgency(a: ToolPin, b: ToolPin): number {
  const rank = (pin: ToolPin): number => (isQuarantined(stateOf(pin)) ? 0 : pin.flags.length > 0 ? 1 : 2);
  return rank(a) - rank(b) || placeOf(a).localeCompare(placeOf(b));
}

function placeOf({ owner, server, name }: ToolPin): string {
  return `${owner}/${server}/${name}`;
}

function aliasOf({ directory, identity, config }: Parts, owner: Did): string | undefined {
  return owner === identity.did ? config.name : directory.peer(owner).alias;
}

function shown(parts: Parts, pin: ToolPin): Output<'tools'>['tools'][number] {
  const { tools } = parts;
  const { owner, server, name, firstSeen, changed } = pin;
  const alias = aliasOf(parts, owner);
  const state = stateOf(pin);
  return {
    owner,
    ...(alias === undefined ? {} : { alias }),
    server,
    name,
    state,
    hash: state === 'drifted' ? (pin.candidate ?? pin.listed) : pin.listed,
    flags: tools.flagsOf(pin),
    shadows: tools
      .shadowsOf(pin)
      .map((other) => `${aliasOf(parts, other.owner) ?? other.owner}/${other.server}/${other.name}`),
    firstSeen,
    changed,
  };
}

function described(parts: Parts, pin: ToolPin): Output<'tool'> {
  const { pinned, candidate } = parts.tools.textsOf(pin);
  const { candidate: hash } = pin;
  const other =
    hash === undefined || candidate === undefined
      ? {}
      : { candidate: { hash, definition: candidate, changes: toolChanges(pinned, candidate) } };
  return { ...shown(parts, pin), definition: pinned, ...other };
}
