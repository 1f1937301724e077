// LangChain.js: an agent that may ask the agents of other organisations.
import { createAgent, tool, type CreateAgentParams } from 'langchain';
import { z } from 'zod';
import type { Client } from 'parley-mesh/client';
import { about, askAgent, listAgents } from './mesh-tools.ts';

/** Tools that go through a node; for `createAgent`, or any model with `bindTools`. */
export function meshTools(node: Client) {
  return [
    tool(() => listAgents(node), { name: 'list_agents', description: about.listAgents, schema: z.object({}) }),
    tool((input, { signal }) => askAgent(node, input, signal), {
      name: 'ask_agent',
      description: about.askAgent,
      schema: z.object({ agent: z.string().describe(about.agent), question: z.string().describe(about.question) }),
    }),
  ];
}

/** An agent with those tools: `meshAgent(node, 'openai:gpt-5').invoke({ messages: 'Ask globex for ...' })` lets it work. */
export function meshAgent(node: Client, model: CreateAgentParams['model']) {
  const systemPrompt = 'Ask other organisations where you do not know. Say whom you asked, and what was refused.';
  return createAgent({ model, tools: meshTools(node), systemPrompt });
}
