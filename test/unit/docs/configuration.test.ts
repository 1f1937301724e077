import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadConfig } from '../../../src/config.ts';
import { loginSchema } from '../../../src/config-login.ts';
import { configSchema } from '../../../src/config-schema.ts';
import { settings } from '../../../src/config-settings.ts';
import { blocks, document, rows, words } from './markdown.ts';

const text = document('docs/configuration.md');
const logins = text.indexOf('## Logging in');
const table = rows(text.slice(0, logins));
const loginTable = rows(text.slice(logins, text.indexOf('## Other variables')));

interface Leaf {
  readonly key: string;
  readonly value: unknown;
}

/** Every key of the schema as the document writes it, with its default. */
function leaves(schema: z.core.JSONSchema.BaseSchema, key = ''): readonly Leaf[] {
  // Both have a table of their own, or are explained in one place.
  if (/(?:^|\.)login$/.test(key) || isSecret(schema)) return [{ key, value: undefined }];
  const below = (name: string, inner: unknown): readonly Leaf[] =>
    isSchema(inner) ? leaves(inner, key === '' ? name : `${key}.${name}`) : [];
  if (schema.properties !== undefined)
    return Object.entries(schema.properties).flatMap(([name, inner]) => below(name, inner));
  if (isSchema(schema.additionalProperties) && schema.additionalProperties.properties !== undefined)
    return below('<name>', schema.additionalProperties);
  const { items } = schema;
  if (isSchema(items) && items.properties !== undefined) return leaves(items, `${key}[]`);
  return [{ key, value: schema.default }];
}

/** A place of a secret, and nothing else. */
function isSecret({ properties }: z.core.JSONSchema.BaseSchema): boolean {
  return properties?.['secretFile'] !== undefined && Object.keys(properties).length === 3;
}

function isSchema(value: unknown): value is z.core.JSONSchema.BaseSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const keys = leaves(z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }));
const folder = mkdtempSync(join(tmpdir(), 'parley-docs-'));

afterAll(() => rmSync(folder, { recursive: true }));

describe('docs/configuration.md', () => {
  it('has a row for every key of the schema, and for nothing else', () => {
    const documented = table.flatMap(([key = '']) => words(key));
    expect(keys.length).toBeGreaterThan(25);
    expect(documented).toEqual(documented.filter((key, at) => documented.indexOf(key) === at));
    expect(documented.toSorted()).toEqual(keys.map(({ key }) => key).toSorted());
  });

  it('has a row for every key of a login, with its default', () => {
    const schema = z.toJSONSchema(loginSchema, { io: 'input', unrepresentable: 'any' });
    const written = loginTable.map(([key = '', shown = '']) => ({ key: words(key)[0], value: words(shown)[0] }));
    const real = leaves(schema).map(({ key, value }) => ({
      key,
      value: value === undefined ? undefined : JSON.stringify(value).replaceAll('"', ''),
    }));
    expect(written.map(({ key, value }) => ({ key, value: value?.replaceAll("'", '') }))).toEqual(real);
  });

  it('gives the default that each key really has', () => {
    for (const [key = '', shown = ''] of table) {
      const leaf = keys.find((each) => each.key === words(key)[0]);
      const written: unknown = shown === '' ? undefined : parse(words(shown)[0] ?? '');
      expect([leaf?.key, written]).toEqual([leaf?.key, leaf?.value]);
    }
  });

  it('gives the variable that each key really has', () => {
    const documented = table.flatMap(([key = '', , variable = '']) =>
      words(variable).map((name) => `${words(key)[0]} ${name}`),
    );
    expect(documented.toSorted()).toEqual(settings.map(({ key, variable }) => `${key} ${variable}`).toSorted());
  });

  it('shows files that are valid', () => {
    const files = [...blocks(text, 'yaml'), ...blocks(document('README.md'), 'yaml')];
    expect(files.length).toBeGreaterThan(1);
    for (const [at, content] of files.entries()) {
      const file = join(folder, `${at}.yaml`);
      writeFileSync(file, content);
      expect(loadConfig({ file, env: {} }).file).toBe(file);
    }
  });
});
