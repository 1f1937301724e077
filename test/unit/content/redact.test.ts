import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../../../src/base/base.ts';
import { compilePattern, redactContent, scanContent } from '../../../src/content/content.ts';

const none = new Uint8Array(0);
const key = 'AKIAIOSFODNN7EXAMPLE';
const stars = '*'.repeat(key.length);

function redact(text: string, wanted: readonly string[] = ['secret', 'personal'], more = false): string {
  const made = redactContent({ body: utf8(text), before: none, more }, wanted);
  if (made.kind === 'redacted') return new TextDecoder().decode(made.body);
  return made.kind === 'clean' ? text : `failed: ${made.why}`;
}

describe('redaction', () => {
  it.each([
    ['a credential', `key=${key} end`, `key=${stars} end`],
    ['two of them', `${key},${key}`, `${stars},${stars}`],
    ['what is glued to the front of one', `x_${key}`, `**${stars}`],
    ['one behind characters of several bytes', `ключ 🔑 ${key} ✓`, `ключ 🔑 ${stars} ✓`],
    ['a password in a URL, and nothing else of it', 'https://ann:s3cret@host/x', 'https://**********@host/x'],
    ['a secret by its name', `"secret_access_key": "${'a1B2'.repeat(10)}"`, `"secret_access_key": "${'*'.repeat(40)}"`],
    ['an IBAN without the words behind it', 'to GB82 WEST 1234 5698 7654 32 today', `to ${'*'.repeat(27)} today`],
    ['digits that are a number of JSON', '{"card":4111111111111111}', `{"card":${'1'.repeat(16)}}`],
    ['digits within a text', '{"card":"4111111111111111"}', `{"card":"${'*'.repeat(16)}"}`],
  ])('covers %s', (_, text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it('covers a whole private key, also with its line ends escaped in JSON, which stays JSON', () => {
    const pem = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBg/+'.repeat(9)}\n-----END PRIVATE KEY-----\n`;
    const json = JSON.stringify({ before: 1, pem, after: 2 });
    const made = redact(json);
    expect(made).not.toContain('MIIE');
    expect(JSON.parse(made)).toMatchObject({ before: 1, after: 2 });
  });

  it('covers what is named alone or by its kind, and nothing else', () => {
    const text = `${key} 4111111111111111`;
    expect(redact(text, ['secret'])).toBe(`${stars} 4111111111111111`);
    expect(redact(text, ['personal.card'])).toBe(`${key} ${'*'.repeat(16)}`);
    expect(redact(text, ['personal.iban'])).toBe(text);
    const pattern = compilePattern('project', '(?i)apollo-[0-9]+');
    const made = redactContent(
      { body: utf8('of Apollo-11 and more'), before: none, more: false },
      ['pattern'],
      [pattern],
    );
    expect(made).toEqual({ kind: 'redacted', body: utf8('of ********* and more'), found: ['pattern.project'] });
  });

  it.each([
    ['in JSON escapes', `\\u0041${key.slice(1)}`],
    ['in base64', Buffer.from(`the key is ${key}, keep it`).toString('base64')],
    ['percent-encoded', `%41${key.slice(1)}`],
    ['with an invisible character inside', `${key.slice(0, 6)}\u200b${key.slice(6)}`],
    ['in letters of full width', key.replace('A', '\uff21')],
    ['in a body too large to look at all of', `${key} ${'x'.repeat(200_000)}`],
    ['as a private key without its end', '-----BEGIN PRIVATE KEY-----\nMIIE'],
  ])('fails for a credential %s, which must not pass then', (_, text) => {
    expect(scanContent(utf8(text)).some((name) => name.startsWith('secret.') || name === 'content.partly')).toBe(true);
    expect(redact(text)).toMatch(/^failed: /);
  });

  it('fails for bytes that are no text', () => {
    const body = concat(Uint8Array.of(0xff, 0xfe, 0x20), utf8(key));
    expect(redactContent({ body, before: none, more: false }, ['secret']).kind).toBe('failed');
  });

  it('fails where a credential may go on in the next piece, or began in the one before', () => {
    expect(redact(`a ${key}`, ['secret'], true)).toMatch(/^failed: /);
    expect(redact(`a ${key} `, ['secret'], true)).toBe(`a ${stars} `);
    const second = { body: utf8(`${key.slice(5)} b`), before: utf8(`a ${key.slice(0, 5)}`), more: false };
    expect(redactContent(second, ['secret']).kind).toBe('failed');
  });

  it('leaves nothing that the checks find, keeps the length, and changes only what it covers, whatever the text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(key, 'GB82WEST12345698765432', '4111111111111111'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const body = utf8(pieces.join(' ').toWellFormed());
        const made = redactContent({ body, before: none, more: false }, ['secret', 'personal']);
        if (made.kind !== 'redacted') return;
        expect(made.body).toHaveLength(body.length);
        expect(scanContent(made.body).filter((name) => /^(?:secret|personal)\./.test(name))).toEqual([]);
        for (const [at, byte] of made.body.entries()) expect([body[at], 0x2a, 0x31]).toContain(byte);
      }),
    );
  });
});
