// What a model can do on the mesh, in words that a model understands. The files beside this one hand it to three frameworks.
import { ControlError, type Client } from 'parley-mesh/client';

/** How long another agent has for its answer, milliseconds. */
const answerMs = 60_000;

export const about = {
  listAgents: 'Lists the agents of other organisations that can be asked, with how far each is trusted.',
  askAgent:
    'Asks an agent of another organisation, and gives its answer. What may not be said or asked is refused with a reason.',
  agent: 'The name of the agent, as the list has it.',
  question: 'What to ask, in plain words.',
} as const;

/** A line for each agent. */
export async function listAgents(node: Client): Promise<string> {
  const peers = await node.peers();
  const lines = peers.map(({ alias, did, organisation, trust, connected, standing }) => {
    const state = standing === 'active' ? (connected ? 'reachable' : 'away') : standing;
    return `${alias ?? did} of ${organisation?.name ?? 'no organisation'}: ${trust.tier}, ${trust.score} of 1000, ${state}`;
  });
  return lines.join('\n') || 'There is nobody to ask.';
}

/** The answer; or why there is none, which the model is to read and not the user to crash on. */
export async function askAgent(
  node: Client,
  { agent, question }: { readonly agent: string; readonly question: string },
  signal?: AbortSignal,
): Promise<string> {
  const late = AbortSignal.timeout(answerMs);
  try {
    const answer = await node.request(
      { to: agent, topic: 'question', body: question },
      signal === undefined ? late : AbortSignal.any([signal, late]),
    );
    return answer.text();
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    return `No answer (${error.reason ?? error.code}): ${error.message}`;
  }
}

/** The other side: answers the questions of other organisations, one after the other, until the signal aborts. */
export async function answerQuestions(
  node: Client,
  answer: (question: string, from: string) => Promise<string>,
  signal: AbortSignal,
): Promise<void> {
  for await (const message of node.inbox({ signal })) {
    if (message.topic !== 'question') continue;
    const body = await answer(message.text(), message.alias ?? message.from);
    await node.send({ to: message.from, topic: 'answer', body, replyTo: message.id });
    await message.ack();
  }
}
