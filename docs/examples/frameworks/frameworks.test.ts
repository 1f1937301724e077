// Each example with the real framework, a model that is scripted, and two real nodes: `npm test`.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Client } from 'parley-mesh/client';
import { startTwoNodes } from './two-nodes.ts';

let nodes: Awaited<ReturnType<typeof startTwoNodes>>;
before(async () => {
  nodes = await startTwoNodes();
});
after(async () => await nodes.stop());

/** What a model asks for, one after the other: who is there, one of them, too much, and nobody. */
const script = [
  { name: 'list_agents', input: {} },
  { name: 'ask_agent', input: { agent: 'globex', question: 'what does a box cost?' } },
  { name: 'ask_agent', input: { agent: 'globex', question: 'x'.repeat(3000) } },
  { name: 'ask_agent', input: { agent: 'nobody', question: 'who are you?' } },
] as const;

/** What it must have been given for that, in the order of the script. */
const given = [
  /^globex of globex: standard, \d+ of 1000, reachable$/,
  /^Globex says: WHAT DOES A BOX COST\?$/,
  /^No answer \(policy-denied\): /,
  /^No answer \(peer-unknown\): /,
] as const;

/** Whether a framework is installed beside this file; a message that says so where it is not. */
function skipWithout(name: string): { readonly skip: string | false } {
  try {
    import.meta.resolve(name);
    return { skip: false };
  } catch {
    return { skip: `${name} is not installed here: npm install` };
  }
}

function assertGiven(results: readonly string[]): void {
  assert.equal(results.length, given.length, results.join('\n'));
  for (const [i, pattern] of given.entries()) assert.match(results[i] ?? '', pattern);
}

test('the AI SDK', skipWithout('ai'), async () => {
  const { answer } = await import('./ai-sdk.ts');
  const { MockLanguageModelV4 } = await import('ai/test');
  const usage = {
    inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 1, text: 1, reasoning: 0 },
  };
  const calls = script.map(({ name, input }, i) => ({
    content: [{ type: 'tool-call' as const, toolCallId: `${i}`, toolName: name, input: JSON.stringify(input) }],
    finishReason: { unified: 'tool-calls' as const, raw: undefined },
    usage,
    warnings: [],
  }));
  const last = { content: [{ type: 'text' as const, text: 'done' }], usage, warnings: [] };
  const model = new MockLanguageModelV4({
    doGenerate: [...calls, { ...last, finishReason: { unified: 'stop', raw: undefined } }],
  });
  assert.equal(await answer(nodes.acme, model, 'What does a box cost?'), 'done');
  const told = model.doGenerateCalls.at(-1)?.prompt.flatMap(({ role, content }) => (role === 'tool' ? content : []));
  assertGiven(
    (told ?? []).flatMap((part) =>
      part.type === 'tool-result' && part.output.type === 'text' ? [part.output.value] : [],
    ),
  );
});

test('LangChain.js', skipWithout('langchain'), async () => {
  const { meshAgent } = await import('./langchain.ts');
  const { AIMessage, ToolMessage } = await import('langchain');
  const { fakeModel } = await import('@langchain/core/testing');
  const model = fakeModel();
  for (const { name, input } of script) model.respondWithTools([{ name, args: input }]);
  model.respond(new AIMessage('done'));
  const { messages } = await meshAgent(nodes.acme, model).invoke({ messages: 'What does a box cost?' });
  assert.equal(messages.at(-1)?.text, 'done');
  assertGiven(messages.flatMap((message) => (ToolMessage.isInstance(message) ? [message.text] : [])));
});

test('the OpenAI Agents SDK', skipWithout('@openai/agents'), async () => {
  const { meshAgent } = await import('./openai-agents.ts');
  const { Runner, Usage } = await import('@openai/agents');
  const calls = script.map(({ name, input }, i) => ({
    type: 'function_call' as const,
    callId: `${i}`,
    name,
    arguments: JSON.stringify(input),
    status: 'completed' as const,
  }));
  const last = {
    type: 'message' as const,
    role: 'assistant' as const,
    status: 'completed' as const,
    content: [{ type: 'output_text' as const, text: 'done' }],
  };
  const outputs = [...calls, last].values();
  const model = {
    getResponse: async () => {
      const { value } = outputs.next();
      return { usage: new Usage(), output: value === undefined ? [] : [value] };
    },
    getStreamedResponse: () => {
      throw new Error('nothing is streamed here');
    },
  };
  // Tracing would send what was said to OpenAI.
  const runner = new Runner({ tracingDisabled: true });
  const result = await runner.run(meshAgent(nodes.acme).clone({ model }), 'What does a box cost?');
  assert.equal(result.finalOutput, 'done');
  assertGiven(result.newItems.flatMap((item) => (item.type === 'tool_call_output_item' ? [String(item.output)] : [])));
});
