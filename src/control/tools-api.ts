import { z } from 'zod';
import { did } from './schema.ts';

const time = z.number().describe('Milliseconds since the epoch.');
const said = z.string().min(1).max(1024);
const serverName = z.string().min(1).max(128);
const toolName = z.string().min(1).max(1024);

/** A tool of an MCP server that was in a list which passed this node. */
const tool = z.object({
  owner: did.describe('Whose server it is on.'),
  alias: z.string().optional().describe('The local name of the owner.'),
  server: z.string(),
  name: z.string(),
  state: z
    .enum(['new', 'pinned', 'drifted', 'rejected'])
    .describe('As first seen; as approved; another than before, or refused by a person: then nobody may call it.'),
  hash: z.string().describe('SHA-256 of the definition that an answer is wanted about, hexadecimal.'),
  flags: z.array(z.string()).readonly().describe('hidden-text, instructions, same-name, confusable-name.'),
  shadows: z.array(z.string()).readonly().describe('The tools of other servers that its name is taken for.'),
  firstSeen: time,
  changed: time,
});

const owner = z
  .string()
  .min(1)
  .max(128)
  .describe('Alias or DID of the owner; the name of this node for its own servers.');

/** The rows of the contract about tools and their definitions. */
export const toolRoutes = {
  tools: {
    method: 'GET',
    path: '/v1/tools',
    summary: 'The tools that were in lists which passed this node, those that wait for an answer first.',
    authenticated: true,
    response: z.object({ tools: z.array(tool).readonly() }),
  },
  tool: {
    method: 'GET',
    path: '/v1/tools/definition',
    summary: 'The definition of a tool, and what changed in it.',
    authenticated: true,
    query: z.strictObject({ owner, server: serverName, name: toolName }),
    response: tool.extend({
      definition: z.string().describe('Canonical JSON: what the tool is held to.'),
      candidate: z
        .object({
          hash: z.string(),
          definition: z.string(),
          changes: z
            .array(z.object({ path: z.string(), was: z.string().optional(), is: z.string().optional() }))
            .readonly(),
        })
        .optional()
        .describe('The latest other definition.'),
    }),
  },
  answerTool: {
    method: 'POST',
    path: '/v1/tools/answer',
    summary: 'A person’s answer to exactly one definition of a tool.',
    authenticated: true,
    request: z.strictObject({
      owner,
      server: serverName,
      name: toolName,
      approve: z.boolean(),
      hash: z
        .string()
        .regex(/^[0-9a-f]{8,64}$/)
        .describe('The definition that was looked at: at least its first eight digits.'),
      by: z.string().min(1).max(128).describe('Who answers, for the record.'),
      why: said,
    }),
    response: tool,
  },
  forgetTools: {
    method: 'POST',
    path: '/v1/tools/forget',
    summary: 'Forgets the tools of a server: each is taken as first seen when it is listed again.',
    authenticated: true,
    request: z.strictObject({ owner, server: serverName, by: z.string().min(1).max(128), why: said }),
    response: z.object({ forgotten: z.number().int() }),
  },
} as const;
