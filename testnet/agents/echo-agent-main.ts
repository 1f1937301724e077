import { startEchoAgent } from './echo-agent.ts';

// The program of the echo agent: prints its URL as one line of JSON, and runs until it is told to stop.
const agent = await startEchoAgent();
console.log(JSON.stringify({ url: agent.url }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void agent[Symbol.asyncDispose]());
