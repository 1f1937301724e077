// AI SDK: the agents of other organisations as tools of a model.
import { generateText, isStepCount, tool, type LanguageModel } from 'ai';
import { z } from 'zod';
import type { Client } from 'parley-mesh/client';
import { about, askAgent, listAgents } from './mesh-tools.ts';

/** Tools that go through a node. */
export function meshTools(node: Client) {
  return {
    list_agents: tool({
      description: about.listAgents,
      inputSchema: z.object({}),
      execute: () => listAgents(node),
    }),
    ask_agent: tool({
      description: about.askAgent,
      inputSchema: z.object({ agent: z.string().describe(about.agent), question: z.string().describe(about.question) }),
      execute: (input, { abortSignal }) => askAgent(node, input, abortSignal),
    }),
  };
}

/** Lets a model answer, with the help of the mesh in at most eight steps. */
export async function answer(node: Client, model: LanguageModel, prompt: string): Promise<string> {
  const { text } = await generateText({ model, prompt, tools: meshTools(node), stopWhen: isStepCount(8) });
  return text;
}
