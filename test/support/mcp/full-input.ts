import {
  acceptedContent,
  inputRequired,
  inputResponse,
  type CallToolResult,
  type InputRequests,
  type InputRequiredResult,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { dialogue, type DialogueState } from './dialogue.ts';
import { capabilitiesOf, nothing, text } from './full-tools.ts';

type Round = (ctx: ServerContext) => Promise<CallToolResult | InputRequiredResult>;

const named = z.object({ name: z.string() });
const coloured = z.object({ color: z.string() });
const confirmed = z.object({ ok: z.boolean() });

const askName = inputRequired.elicit({ message: 'What is your name?', requestedSchema: named });
const askModel = (question: string, maxTokens: number) =>
  inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text: question } }],
    maxTokens,
  });

async function ask(inputRequests: InputRequests, state?: DialogueState): Promise<InputRequiredResult> {
  return inputRequired({ inputRequests, ...(state === undefined ? {} : { requestState: await dialogue.mint(state) }) });
}

function given(ctx: ServerContext, key: string): boolean {
  return inputResponse(ctx.mcpReq.inputResponses, key).kind !== 'missing';
}

const rounds: Readonly<Record<string, Round>> = {
  test_input_required_result_elicitation: async (ctx) => {
    const answer = acceptedContent(ctx.mcpReq.inputResponses, 'user_name', named);
    return answer === undefined ? await ask({ user_name: askName }) : text(`Hello, ${answer.name}!`);
  },
  test_input_required_result_sampling: async (ctx) => {
    const answer = ctx.mcpReq.inputResponses?.['capital_question'];
    const question = askModel('What is the capital of France?', 100);
    return answer === undefined ? await ask({ capital_question: question }) : text(`It said ${JSON.stringify(answer)}`);
  },
  test_input_required_result_list_roots: async (ctx) => {
    const answer = ctx.mcpReq.inputResponses?.['client_roots'];
    return answer === undefined ? await ask({ client_roots: inputRequired.listRoots() }) : text(JSON.stringify(answer));
  },
  test_input_required_result_request_state: async (ctx) => {
    const state = ctx.mcpReq.requestState<DialogueState>();
    if (given(ctx, 'confirm') && state?.['asked'] === 'confirm') return text('state-ok');
    return await ask(
      { confirm: inputRequired.elicit({ message: 'Please confirm', requestedSchema: confirmed }) },
      { asked: 'confirm' },
    );
  },
  test_input_required_result_multiple_inputs: async (ctx) => {
    const all = ['user_name', 'greeting', 'client_roots'].every((key) => given(ctx, key));
    if (all && ctx.mcpReq.requestState<DialogueState>() !== undefined) return text('All are there.');
    const greeting = askModel('Generate a greeting', 50);
    return await ask({ user_name: askName, greeting, client_roots: inputRequired.listRoots() }, { asked: 'all' });
  },
  test_input_required_result_multi_round: async (ctx) => {
    const state = ctx.mcpReq.requestState<DialogueState>();
    const name = acceptedContent(ctx.mcpReq.inputResponses, 'step1', named)?.name;
    const colour = acceptedContent(ctx.mcpReq.inputResponses, 'step2', coloured)?.color;
    if (colour !== undefined && state?.['round'] === 2) return text(`${String(state['name'])} likes ${colour}.`);
    const step1 = inputRequired.elicit({ message: 'Step 1: What is your name?', requestedSchema: named });
    if (name === undefined) return await ask({ step1 }, { round: 1 });
    const step2 = inputRequired.elicit({ message: 'Step 2: What is your favorite color?', requestedSchema: coloured });
    return await ask({ step2 }, { round: 2, name });
  },
  test_input_required_result_tampered_state: async (ctx) => {
    if (ctx.mcpReq.requestState<DialogueState>() !== undefined && given(ctx, 'confirm')) return text('state-ok');
    return await ask(
      { confirm: inputRequired.elicit({ message: 'Please confirm', requestedSchema: confirmed }) },
      { asked: 'tamper' },
    );
  },
  test_input_required_result_capabilities: async (ctx) => {
    const can = capabilitiesOf(ctx);
    return await ask({
      ...('elicitation' in can ? { name: askName } : {}),
      ...('sampling' in can ? { greeting: askModel('Generate a greeting', 50) } : {}),
      ...('roots' in can ? { client_roots: inputRequired.listRoots() } : {}),
    });
  },
  test_streaming_elicitation: async (ctx) => {
    const answer = acceptedContent(ctx.mcpReq.inputResponses, 'user_name', named);
    return answer === undefined ? await ask({ user_name: askName }) : text(`Hello, ${answer.name}!`);
  },
};

/** Tools that answer in rounds (`input_required`, 2026-07-28); to older clients the SDK asks the same by requests. */
export function addInputTools(server: McpServer): void {
  for (const [name, round] of Object.entries(rounds)) {
    server.registerTool(name, { description: 'Answers in rounds', inputSchema: nothing }, (_args, ctx) => round(ctx));
  }
}
