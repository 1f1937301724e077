import { z } from 'zod';
import { plainServer } from '../agents/programs.ts';
import type { Organisation } from '../organisation.ts';
import { plainMcpCaller, type McpCaller } from '../plain-caller.ts';
import { failureOf } from '../refusal.ts';
import { essential, opening, organisation, separate, type Play, type Stage } from '../stage.ts';
import { until } from '../until.ts';

/** A rule that a person may lift for one call. */
const askFirst = `@id("pay.ask-first")
@approval("required")
@reason("Payments need a person.")
forbid (principal, action == Action::"mcp.call", resource)
when { context.direction == "in" && resource.name == "pay" };
`;

const approvals = z.tuple([
  z.object({ approvals: z.array(z.object({ id: z.string(), state: z.string(), from: z.string() })) }),
]);

/** A call is held for a person, who lets exactly that one pass, once; another one is denied. */
export function playApproval(stage: Stage): Play {
  const [bank = '', payer = ''] = stage.dice.shuffled(stage.names);
  const first = stage.dice.between(10, 499);
  const second = first + stage.dice.between(1, 499);
  const bankOf = (): Organisation => organisation(stage, bank);
  const caller = (signal: AbortSignal): Promise<McpCaller> =>
    plainMcpCaller(organisation(stage, payer).mcp(bankOf(), 'desk'), signal);
  const pay = async (amount: number, signal: AbortSignal): Promise<string> => {
    await using desk = await caller(signal);
    return await desk.call('pay', { amount });
  };
  /** Makes a call that has to be held, and gives the id of the request. */
  const held = async (amount: number, signal: AbortSignal): Promise<string> => {
    const before = new Set(await waiting(bankOf(), signal));
    const told = String(await failureOf(pay(amount, signal)));
    const [id, ...more] = (await waiting(bankOf(), signal)).filter((one) => !before.has(one));
    if (id === undefined || more.length > 0) throw new Error('not one request waits');
    if (!told.includes(id)) throw new Error(`the caller is not told which request it is: ${told}`);
    return id;
  };
  const requests: string[] = [];
  return {
    steps: [
      ...opening(stage, { [bank]: { mcp: { desk: plainServer }, policy: askFirst } }),
      essential('a call is held for a person', async (signal) => {
        requests.push(await held(first, signal));
        return `${payer} asks ${bank} to pay ${first}: request ${requests[0] ?? ''} waits`;
      }),
      essential('approved by the command line, it passes', async (signal) => {
        await bankOf().parley(
          ['approvals', 'approve', requests[0] ?? '', '--reason', 'ordered', '--by', 'ann'],
          signal,
        );
        const answer = await pay(first, signal);
        if (answer !== `Paid ${first}.`) throw new Error(`it was answered ${JSON.stringify(answer)}`);
        return `parley approvals approve; the same call again: "${answer}"`;
      }),
      separate('once, and no other call with it', async (signal) => {
        const again = await held(first, signal);
        requests.push(await held(second, signal));
        return `the same call is held anew (${again}), so is one for ${second}`;
      }),
      separate('denied by the control API, it stays refused', async (signal) => {
        const id = requests[1] ?? '';
        await bankOf().client.answerApproval(id, { approve: false, by: 'ben', why: 'not ordered' });
        const told = String(await failureOf(pay(second, signal)));
        if (!told.includes('approval-denied')) throw new Error(`the caller is told ${told}`);
        return `the call for ${second} again: approval-denied`;
      }),
      separate('the audit log has both answers', async (signal) => {
        await bankOf().parley(['audit', 'verify'], signal);
        const outcomes = await until('both answers in the log', signal, async () => {
          const { entries } = await bankOf().client.audit.entries({ from: 0 });
          const found = entries.flatMap(({ entry }) => outcomeIn(entry));
          return found.includes('denied') ? found : undefined;
        });
        if (outcomes.join(' ') !== 'approved used denied') throw new Error(`the log has ${outcomes.join(', ')}`);
        return `parley audit verify holds; in the log: ${outcomes.join(', ')}`;
      }),
    ],
    guide: () => [],
  };
}

const logged = z.object({ type: z.literal('approval'), outcome: z.string() });

/** What became of a request, when that is what an entry of the audit log is about. */
function outcomeIn(entry: string): readonly string[] {
  const read = logged.safeParse(JSON.parse(entry));
  return read.success ? [read.data.outcome] : [];
}

/** The requests that wait at a node, as its command line lists them. */
async function waiting(by: Organisation, signal: AbortSignal): Promise<readonly string[]> {
  const [{ approvals: all }] = approvals.parse(await by.parley(['approvals'], signal));
  return all.filter(({ state }) => state === 'pending').map(({ id }) => id);
}
