import { schemaToJson } from '@cedar-policy/cedar-wasm/nodejs';
import { describe, expect, it } from 'vitest';
import { actionGroups, actions, groupsOf } from '../../../src/policy/action.ts';
import { schemaText } from '../../../src/policy/schema.ts';
import { checkPolicies } from '../../../src/rulebook/check-policies.ts';
import { showProblem } from '../../../src/rulebook/problem.ts';
import { blocks, document, documents, rows, section, words } from './markdown.ts';

const text = document('docs/policy.md');
const firstWords = (part: string): readonly string[] => rows(part).flatMap(([cell = '']) => words(cell));

/** The schema of the source in Cedar's JSON form, as far as the tables speak of it. */
interface Shape {
  readonly shape?: { readonly attributes: Readonly<Record<string, unknown>> };
}
interface Namespace {
  readonly entityTypes: Readonly<Record<string, Shape>>;
  readonly actions: Readonly<Record<string, { readonly appliesTo?: { readonly resourceTypes: readonly string[] } }>>;
  readonly commonTypes: Readonly<Record<string, { readonly attributes: Readonly<Record<string, unknown>> }>>;
}

function readSchema(): Namespace {
  const answer = schemaToJson(schemaText());
  if (answer.type === 'failure') throw new RangeError(answer.errors.map((error) => error.message).join('\n'));
  const namespace: Namespace = JSON.parse(JSON.stringify(answer.json))[''];
  return namespace;
}

const schema = readSchema();

describe('docs/policy.md', () => {
  it('has a row for every action, with the resources it really acts on', () => {
    const documented = rows(section(text, 'Actions')).filter((row) => row.length === 3);
    expect(documented.flatMap(([action = '']) => words(action))).toEqual([...actions].toSorted(inDocument(documented)));
    for (const [action = '', types = ''] of documented) {
      const name = words(action)[0] ?? '';
      expect([name, ...words(types)]).toEqual([name, ...(schema.actions[name]?.appliesTo?.resourceTypes ?? [])]);
    }
  });

  it('has a row for every group, and names what the smaller ones hold', () => {
    // The first is `any`, which the table does not spell out.
    const documented = rows(section(text, 'Actions')).filter((row) => row.length === 2);
    expect(
      firstWords(section(text, 'Actions'))
        .filter((word) => actionGroups.includes(word))
        .toSorted(),
    ).toEqual([...actionGroups].toSorted());
    for (const [group = '', holds = ''] of documented.slice(1)) {
      const name = words(group)[0] ?? '';
      const named = words(holds).flatMap((word) =>
        word.endsWith('.*') ? actions.filter((action) => action.startsWith(word.slice(0, -1))) : [word],
      );
      const real = actions.filter((action) => groupsOf(action).includes(name));
      expect([name, ...named.toSorted()]).toEqual([name, ...real.toSorted()]);
    }
  });

  it('has a row for every entity type, with the attributes it really has', () => {
    const { entityTypes } = schema;
    expect(firstWords(section(text, 'Entities'))).toEqual(Object.keys(entityTypes).toSorted(byPlace('Entities')));
    for (const [type = '', , attributes = ''] of rows(section(text, 'Entities'))) {
      const real = Object.keys(entityTypes[words(type)[0] ?? '']?.shape?.attributes ?? {});
      const named = words(attributes).filter((word) => real.includes(word) || !word.includes(':'));
      expect([type, ...named.filter((word) => word !== 'did:key').toSorted()]).toEqual([type, ...real.toSorted()]);
    }
  });

  it('has a row for every attribute of the context', () => {
    const real = Object.keys(schema.commonTypes['Circumstances']?.attributes ?? {});
    expect(firstWords(section(text, 'Context')).toSorted()).toEqual(real.toSorted());
  });

  it('shows only policies that load, in every document', () => {
    const all = documents().flatMap((path) => blocks(document(path), 'cedar').map((block) => ({ path, block })));
    expect(all.length).toBeGreaterThan(5);
    for (const { path, block } of all) {
      const { problems, policies } = checkPolicies([{ name: path, text: block }]);
      expect(problems.map(showProblem)).toEqual([]);
      expect(policies.length).toBeGreaterThan(0);
    }
  });
});

function inDocument(documented: readonly (readonly string[])[]): (a: string, b: string) => number {
  const order = documented.flatMap(([cell = '']) => words(cell));
  return (a, b) => order.indexOf(a) - order.indexOf(b);
}

function byPlace(heading: string): (a: string, b: string) => number {
  return inDocument(rows(section(text, heading)));
}
