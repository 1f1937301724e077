// OpenAI Agents SDK: an agent that may ask the agents of other organisations.
import { Agent, tool } from '@openai/agents';
import { z } from 'zod';
import type { Client } from 'parley-mesh/client';
import { about, askAgent, listAgents } from './mesh-tools.ts';

/** Tools that go through a node. */
export function meshTools(node: Client) {
  return [
    tool({
      name: 'list_agents',
      description: about.listAgents,
      parameters: z.object({}),
      execute: () => listAgents(node),
    }),
    tool({
      name: 'ask_agent',
      description: about.askAgent,
      parameters: z.object({ agent: z.string().describe(about.agent), question: z.string().describe(about.question) }),
      execute: (input, _, details) => askAgent(node, input, details?.signal),
    }),
  ];
}

/** An agent with those tools; `run(agent, 'Ask globex for ...')` lets it work. */
export function meshAgent(node: Client): Agent {
  return new Agent({
    name: 'Assistant',
    instructions: 'Ask other organisations where you do not know. Say whom you asked, and what was refused.',
    tools: meshTools(node),
  });
}
