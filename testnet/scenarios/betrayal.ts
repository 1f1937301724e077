import { plainServer } from '../agents/programs.ts';
import { denyDeleting } from '../policies.ts';
import { plainMcpCaller, type McpCaller } from '../plain-caller.ts';
import { refusalOf } from '../refusal.ts';
import { deliver, essential, meshOf, opening, organisation, separate, type Play, type Stage } from '../stage.ts';
import { earn, earned, fall, nervous, shownScore, type TrustScene } from '../trust-step.ts';
import { until } from '../until.ts';

/** So long the judge shuts the agent out, seconds: longer than the story, so that nothing in it depends on the end. */
const quarantineSeconds = 900;

/** An agent earns trust, then asks for what is forbidden: it loses its tier, is shut out, and the others hear of it. */
export function playBetrayal(stage: Stage): Play {
  const [judge = '', traitor = ''] = stage.dice.shuffled(stage.names);
  const scene = async (signal: AbortSignal): Promise<TrustScene & AsyncDisposable> => {
    const danger: McpCaller = await plainMcpCaller(
      organisation(stage, traitor).mcp(organisation(stage, judge), 'danger'),
      signal,
    );
    return {
      judge: organisation(stage, judge),
      agent: organisation(stage, traitor),
      danger,
      dir: stage.dir,
      [Symbol.asyncDispose]: () => danger[Symbol.asyncDispose](),
    };
  };
  const others = () => meshOf(stage).organisations.filter(({ name }) => name !== judge && name !== traitor);
  const behaviour = { ...nervous, quarantineSeconds };
  return {
    steps: [
      ...opening(stage, { [judge]: { mcp: { danger: plainServer }, policy: denyDeleting, behaviour } }),
      essential('an agent earns trust', async (signal) => {
        await using set = await scene(signal);
        return `${traitor} at ${judge}: ${shownScore(await earn(set, earned, signal))}, verified by parley trust verify`;
      }),
      essential('it asks for what is forbidden', async (signal) => {
        await using set = await scene(signal);
        const { refused, score } = await fall(set);
        return `refused ${refused} times, then quarantined: ${shownScore(score)}`;
      }),
      separate('whatever else it asks is refused', async (signal) => {
        const [from, to] = [organisation(stage, traitor), organisation(stage, judge)];
        const { id } = await from.client.send({ to: to.alias, body: 'Let us forget it' }, signal);
        const reason = await until('the refusal', signal, async () => (await from.client.message(id)).reason);
        if (reason !== 'quarantined') throw new Error(`its message met ${reason}`);
        const { reason: called } = await refusalOf(
          plainMcpCaller(from.mcp(to, 'danger'), signal).then((danger) => danger.call('read_note', {})),
        );
        return `a message: ${reason}; a call: ${called}`;
      }),
      separate('the others hear of it, and judge for themselves', async (signal) => {
        const seen = await Promise.all(
          others().map(async (one) => {
            const { announced } = await until(`the word of it at ${one.name}`, signal, async () => {
              const trust = await one.client.trust(organisation(stage, traitor).did);
              return trust.announced.length > 0 ? trust : undefined;
            });
            return `${one.name}: ${announced.map(({ cause }) => cause).join(', ')}`;
          }),
        );
        return seen.join('; ');
      }),
      separate('one of them acts on it', async (signal) => {
        const [witness] = others();
        if (witness === undefined) throw new Error('there is nobody else');
        const from = organisation(stage, traitor);
        await witness.parley(['quarantine', from.did, '--why', `shut out by ${judge}`, '--by', 'ann'], signal);
        const { id } = await from.client.send({ to: witness.alias, body: 'Hello' }, signal);
        const reason = await until('the refusal', signal, async () => (await from.client.message(id)).reason);
        // Its first message needs a session, and an agent that is shut out gets none.
        if (reason !== 'quarantined' && reason !== 'score-too-low') throw new Error(`its message met ${reason}`);
        return `parley quarantine at ${witness.name}; its message there: ${reason}`;
      }),
      separate('honest agents go on', async (signal) => {
        const [witness] = others();
        if (witness === undefined) throw new Error('there is nobody else');
        const id = await deliver(witness, organisation(stage, judge), { text: 'Business as usual', signal });
        return `${witness.name} to ${judge}: ${id} delivered`;
      }),
    ],
    guide: () => [],
  };
}
