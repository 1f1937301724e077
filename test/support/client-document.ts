import { readFileSync } from 'node:fs';
import { parseSync, type Comment, type ExportNamedDeclaration, type TSSignature } from 'oxc-parser';
import { format } from 'prettier';
import { z } from 'zod';
import { routes, type Route } from '../../src/control/api.ts';

/** The files whose exported types a user of the client meets, in the order of the document. */
const sources = [
  'client-calls.ts',
  'delivery-client.ts',
  'organisation-client.ts',
  'server-logins-client.ts',
  'audit-client.ts',
  'node-transport.ts',
] as const;

/** Names of answers that have one: of which schema they are. */
const named: Readonly<Record<string, z.ZodType>> = {
  Status: routes.status.response,
  Peer: elementOf(routes.peers.response, 'peers'),
  SendResult: routes.send.response,
  MessageState: routes.message.response,
  Explanation: routes.explain.response,
  InboxMessage: elementOf(routes.inbox.response, 'messages'),
  AuditState: routes.audit.response,
  AuditLine: elementOf(routes.auditEntries.response, 'entries'),
  MessageProofs: routes.auditProof.response,
};

interface Declared {
  readonly name: string;
  readonly text: string;
  readonly about: string;
  readonly members: readonly Member[];
}

interface Member {
  readonly name: string;
  readonly text: string;
  readonly about: string;
}

/** Methods of the client that say nothing of what they do: a document cannot be made of them. */
export function undescribed(): readonly string[] {
  return clientMembers().flatMap(({ name, about }) => (about === '' ? [name] : []));
}

/** docs/client.md: what the source of the client says of itself, with its types written out. */
export async function clientDocument(): Promise<string> {
  const declared = sources.flatMap(declarationsOf);
  const methods = clientMembers().toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const types = declared.filter(({ name }) => name !== 'Client' && /^[A-Z]/.test(name));
  const all = [...methods, ...types].map(({ text }) => text).join('\n');
  const parts = [
    '# Client',
    'The types and methods of `parley-mesh/client`, made from its source by `npm run docs:client`: mend the comments there. [control-api.md](control-api.md#client) says how it is used, and [frameworks.md](frameworks.md) how a model uses it.',
    "```ts\nimport { connect } from 'parley-mesh/client';\n\nfunction connect(target: Target): Client;\n```",
    '`connect` opens nothing before the first call. What goes wrong is thrown as a `ControlError`, an `Error` with a stable `code` and, for a refusal, its `reason`: [errors.md](errors.md) lists both. In a browser a target is `{ url, token }`.',
    '## Methods',
    ...methods.map(({ name, text, about }) => section(name, about, text)),
    '## Types',
    ...types.map(({ name, text, about }) => section(name, about, text)),
    '## Answers',
    'What the node gives, as its contract has it. An answer may gain keys in a later version.',
    ...namedIn(all).map(([name, schema]) => section(name, '', `type ${name} = ${written(schema, 'output')};`)),
    ...routesIn(all, 'Answer').map((name) =>
      section(
        `Answer: ${name}`,
        schemaOf(name).summary,
        `type Answer = ${written(schemaOf(name).response, 'output')};`,
      ),
    ),
    '## Requests',
    ...routesIn(all, 'Input').flatMap((name) =>
      [schemaOf(name).request ?? schemaOf(name).query ?? []]
        .flat()
        .map((schema) => section(`Input: ${name}`, '', `type Request = ${written(schema, 'input')};`)),
    ),
  ];
  return await format(parts.join('\n\n'), { parser: 'markdown', printWidth: 120, singleQuote: true });
}

function section(name: string, about: string, text: string): string {
  return [`### ${name}`, about, `\`\`\`ts\n${text}\n\`\`\``].filter((part) => part !== '').join('\n\n');
}

function clientMembers(): readonly Member[] {
  const [client] = declarationsOf('client-calls.ts').filter(({ name }) => name === 'Client');
  return client?.members ?? [];
}

/** Exported types of a file, with what is said above each. */
function declarationsOf(file: string): readonly Declared[] {
  const path = new URL(`../../src/control/${file}`, import.meta.url);
  const source = readFileSync(path, 'utf8');
  const { program, comments } = parseSync(file, source);
  const exported = program.body.filter(
    (node): node is ExportNamedDeclaration => node.type === 'ExportNamedDeclaration',
  );
  const above = (start: number): string => commentAbove(source, comments, start);
  return exported.flatMap(({ declaration, start }): Declared[] => {
    if (declaration?.type === 'TSTypeAliasDeclaration')
      return [{ ...textOf(source, declaration), name: declaration.id.name, about: above(start), members: [] }];
    if (declaration?.type !== 'TSInterfaceDeclaration') return [];
    const members = declaration.body.body.flatMap((member): Member[] => {
      const name = nameOf(member);
      return name === undefined ? [] : [{ ...textOf(source, member), name, about: above(member.start) }];
    });
    return [{ ...textOf(source, declaration), name: declaration.id.name, about: above(start), members }];
  });
}

function nameOf(member: TSSignature): string | undefined {
  if (member.type !== 'TSMethodSignature' && member.type !== 'TSPropertySignature') return undefined;
  return member.key.type === 'Identifier' ? member.key.name : undefined;
}

function textOf(source: string, { start, end }: { readonly start: number; readonly end: number }): { text: string } {
  return { text: source.slice(start, end) };
}

/** The text of the doc comment that ends right above a place. */
function commentAbove(source: string, comments: readonly Comment[], start: number): string {
  const [comment] = comments.filter(({ end }) => end <= start && source.slice(end, start).trim() === '');
  const text = comment?.value ?? '';
  if (!text.startsWith('*')) return '';
  return text.replaceAll(/^\*|^\s*\* ?/gm, '').trim();
}

/** Names of routes whose answer or request is meant in a text, each once. */
function routesIn(text: string, kind: 'Answer' | 'Input'): readonly (keyof typeof routes)[] {
  const found = new Set([...text.matchAll(new RegExp(`${kind}<'(\\w+)'>`, 'g'))].map(([, name]) => name));
  return Object.keys(routes).filter((name): name is keyof typeof routes => found.has(name));
}

function namedIn(text: string): readonly (readonly [name: string, schema: z.ZodType])[] {
  return Object.entries(named).filter(([name]) => new RegExp(`\\b${name}\\b`).test(text));
}

function schemaOf(name: keyof typeof routes): Route {
  return routes[name];
}

/** The schema of the elements of a list that an answer holds. */
function elementOf(schema: z.ZodType, key: string): z.ZodType {
  const list = schema instanceof z.ZodObject ? schema.shape[key] : undefined;
  const inner = list instanceof z.ZodReadonly ? list.unwrap() : list;
  if (!(inner instanceof z.ZodArray) || !(inner.element instanceof z.ZodType)) throw new RangeError(`no list ${key}`);
  return inner.element;
}

type Json = z.core.JSONSchema.BaseSchema;

/** A schema as TypeScript would write it. */
function written(schema: z.ZodType, io: 'input' | 'output'): string {
  const json = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return typed(json, json.$defs ?? {});
}

function typed(schema: Json, defs: Readonly<Record<string, Json>>): string {
  const inner = (one: Json | boolean | undefined): string => (typeof one === 'object' ? typed(one, defs) : 'unknown');
  if (schema.$ref !== undefined) return inner(defs[schema.$ref.replace('#/$defs/', '')]);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  const several = schema.anyOf ?? schema.oneOf;
  if (several !== undefined) return several.map(inner).join(' | ');
  if (schema.allOf !== undefined) return schema.allOf.map((one) => `(${inner(one)})`).join(' & ');
  if (schema.type === 'array') return list(schema, inner);
  if (schema.type === 'object') return object(schema, inner);
  return schema.type === 'integer' ? 'number' : (schema.type?.toString() ?? 'unknown');
}

function list({ items, prefixItems }: Json, inner: (one: Json | boolean | undefined) => string): string {
  if (prefixItems !== undefined) return `readonly [${prefixItems.map(inner).join(', ')}]`;
  return `readonly (${inner(Array.isArray(items) ? undefined : items)})[]`;
}

function object(schema: Json, inner: (one: Json | boolean | undefined) => string): string {
  const { properties, required = [], additionalProperties } = schema;
  if (properties === undefined) return `Readonly<Record<string, ${inner(additionalProperties)}>>`;
  const lines = Object.entries(properties).map(([name, property]) => {
    const about = typeof property === 'object' && property.description ? `/** ${property.description} */\n` : '';
    return `${about}readonly ${name}${required.includes(name) ? '' : '?'}: ${inner(property)};`;
  });
  return `{\n${lines.join('\n')}\n}`;
}
