import { describe, expect, it } from 'vitest';
import { checkPolicies } from '../../../src/rulebook/check-policies.ts';
import { positionOf, problemAt, showProblem } from '../../../src/rulebook/problem.ts';
import { splitPolicies } from '../../../src/rulebook/split-policies.ts';

const permitAll = '@id("all") permit (principal, action, resource);\n';

describe('checkPolicies', () => {
  it.each([
    [
      'an attribute that does not exist',
      'permit (principal, action, resource) when { principal.scor > 1 };',
      'did you mean `score`',
    ],
    ['an action that does not exist', 'permit (principal, action == Action::"mcp.cal", resource);', 'did you mean'],
    ['a type error', 'permit (principal, action, resource) when { principal.score > "a" };', 'Long'],
    [
      'a tag that may be missing',
      'permit (principal, action, resource) when { context.arguments.getTag("p") == "" };',
      'hasTag',
    ],
    [
      'a rule that can never match',
      'forbid (principal, action, resource) when { principal.own && principal is Server };',
      'impossible',
    ],
    [
      'a scope that can never match',
      'permit (principal, action == Action::"mcp.call", resource is Server);',
      'applicable action',
    ],
    ['an approval on a permit', '@approval("required") permit (principal, action, resource);', 'only a forbid'],
    ['an approval in another word', '@approval("yes") forbid (principal, action, resource);', 'only a forbid'],
    ['a misspelt tier', 'permit (principal, action, resource) when { principal.tier == "truste" };', 'it is one of'],
    [
      'a misspelt tier in a list',
      'permit (principal, action, resource) when { ["trusted", "good"].contains(principal.tier) };',
      'it is one of',
    ],
    ['a template', 'permit (principal == ?principal, action, resource);', 'template'],
    [
      'an integer beyond 2^53',
      'permit (principal, action, resource) when { principal.score < 9007199254740993 };',
      '9007199254740991',
    ],
    ['an id used twice', permitAll, 'is also that of'],
    ['hidden text direction', 'permit (principal, action, resource) when { principal.name == "a\u202eb" };', 'BIDI'],
    [
      'a policy that is too long',
      `permit (principal, action, resource) when { principal.name == "${'a'.repeat(70_000)}" };`,
      'longer than',
    ],
    ['a string without end', 'permit (principal, action, resource) when { principal.name == "a };', 'bad.cedar:1'],
  ])('refuses %s', (_, policy, said) => {
    const { problems } = checkPolicies([
      { name: 'all.cedar', text: permitAll },
      { name: 'bad.cedar', text: policy },
    ]);
    const text = problems.map(showProblem).join('\n');
    expect(text).toContain('bad.cedar:1');
    expect(text).toContain(said);
  });

  it('counts columns in characters, though Cedar counts bytes', () => {
    const text = '// äöü\npermit (principal, action, resource) when { "äöü" == principal.nam };';
    const { problems } = checkPolicies([{ name: 'bad.cedar', text }]);
    expect(problems).toMatchObject([{ file: 'bad.cedar', line: 2, column: 54 }]);
  });

  it('refuses more policies than the bound', () => {
    const { problems } = checkPolicies([{ name: 'many.cedar', text: 'x;'.repeat(10_001) }]);
    expect(problems).toMatchObject([{ message: 'there are more than 10000 policies' }]);
  });
});

describe('splitPolicies', () => {
  it('cuts at semicolons, except in strings and comments', () => {
    const file = '// a;\npermit ("x;\\"y"); // b;\n forbid // c;\n (1) ;rest';
    expect(splitPolicies(file)).toEqual([
      { text: 'permit ("x;\\"y");', start: 6 },
      { text: 'forbid // c;\n (1) ;', start: 31 },
      { text: 'rest', start: 50 },
    ]);
  });

  it('finds nothing in space and comments', () => {
    expect(splitPolicies(' \n// permit;\n\t')).toEqual([]);
  });

  it('takes time in proportion to the file, whatever is in it', () => {
    const file = `${'"\\'.repeat(100_000)}${'/'.repeat(100_001)}`;
    expect(splitPolicies(file)).toHaveLength(1);
  });
});

describe('a problem', () => {
  it('shows a window of a long line, with the caret at the place', () => {
    const text = `a\n\t${'x'.repeat(500)}!${'x'.repeat(500)}`;
    const { excerpt, line, column } = problemAt({ name: 'f', text }, text.indexOf('!'), 'no');
    const [shown = '', caret = ''] = excerpt?.split('\n') ?? [];
    expect([line, column]).toEqual([2, 502]);
    expect(shown[caret.indexOf('^')]).toBe('!');
    expect(positionOf('a\nb', 0)).toEqual({ line: 1, column: 1 });
  });
});
