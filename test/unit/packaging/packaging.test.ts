import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadConfig } from '../../../src/config.ts';
import { defaultPolicies } from '../../../src/rulebook/rulebook.ts';
import { scenarios } from '../../../testnet/scenarios/scenarios.ts';
import { runWithoutNode } from '../../support/without-node.ts';
import { root } from '../docs/markdown.ts';

const packaging = join(root, 'packaging');
const read = (path: string): string => readFileSync(join(packaging, path), 'utf8');
const manifest = z
  .looseObject({ version: z.string(), bin: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
const scratch = mkdtempSync(join(tmpdir(), 'parley-packaging-'));

afterAll(() => rmSync(scratch, { recursive: true }));

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The paths of every value that is no object with keys of its own. */
function leaves(value: unknown, path: readonly string[] = []): readonly string[] {
  if (!isRecord(value) || Object.keys(value).length === 0) return [path.join('.')];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
}

describe('the chart', () => {
  const values: unknown = parse(read('helm/parley/values.yaml'));
  const chart: unknown = parse(read('helm/parley/Chart.yaml'));
  const schema = z.fromJSONSchema(JSON.parse(read('helm/parley/values.schema.json')));
  const templates = globSync('helm/parley/templates/*', { cwd: packaging }).map(read).join('\n');

  it('has values that its schema takes, and a schema that refuses others', () => {
    expect(schema.safeParse(values).error).toBeUndefined();
    const wrong = [
      { service: { port: 0 } },
      { replicas: 2 },
      { announce: ['agents.example.com'] },
      { policies: { 'a.txt': '' } },
      { persistence: { size: 'two' } },
    ];
    for (const one of wrong)
      expect(schema.safeParse({ ...(isRecord(values) ? values : {}), ...one }).success).toBe(false);
  });

  it('uses every value, and none that is not there', () => {
    const used = [...templates.matchAll(/\.Values\.([A-Za-z0-9.]+)/g)].map(([, path = '']) => path);
    expect(used.length).toBeGreaterThan(20);
    expect(used.filter((path) => at(values, path) === undefined)).toEqual([]);
    const unused = leaves(values).filter((leaf) => !used.some((path) => leaf === path || leaf.startsWith(`${path}.`)));
    expect(unused).toEqual([]);
  });

  it('closes what it opens', () => {
    const opened = [...templates.matchAll(/\{\{-? *(?:if|with|range|define) /g)].length;
    const closed = [...templates.matchAll(/\{\{-? *end *-?\}\}/g)].length;
    expect(opened).toBeGreaterThan(15);
    expect(closed).toBe(opened);
    const defined = [...templates.matchAll(/define "([^"]+)"/g)].map(([, name]) => name);
    const included = [...templates.matchAll(/include "([^"]+)"/g)].map(([, name]) => name);
    expect(new Set(included)).toEqual(new Set(defined));
  });

  it('has the version of the package, and the policies that `parley init` writes', () => {
    expect([at(chart, 'version'), at(chart, 'appVersion')]).toEqual([manifest.version, manifest.version]);
    const policies = at(values, 'policies');
    expect(isRecord(policies) ? policies['default.cedar'] : undefined).toBe(defaultPolicies());
  });

  it('writes only keys of parley.yaml that there are', () => {
    const config = templates.slice(templates.indexOf('define "parley.config"'));
    const keys = [...config.slice(0, config.indexOf('toYaml')).matchAll(/^ *"(\w+)" /gm)].map(([, key]) => key);
    expect(keys).toEqual(['name', 'data', 'policies', 'listen', 'announce']);
    const file = join(scratch, 'parley.yaml');
    writeFileSync(
      file,
      'name: a\ndata: /var/lib/parley/data\npolicies: /etc/parley-policies\nlisten: [/ip4/0.0.0.0/tcp/4001]\nannounce: []\nagent: { a2a: { url: "http://127.0.0.1:9000" } }\nkeyring: { keyFile: /run/secrets/parley/keyring.key }\n',
    );
    expect(loadConfig({ file, env: {} }).keyring.unlock).toEqual({
      kind: 'key-file',
      path: '/run/secrets/parley/keyring.key',
    });
  });
});

describe('the compose file', () => {
  const compose: unknown = parse(read('compose.yaml'), { merge: true });

  it('gives each node a configuration that is valid, and the policies of `parley init`', () => {
    for (const name of ['acme', 'globex']) {
      const file = join(scratch, `${name}.yaml`);
      writeFileSync(file, String(at(compose, `configs.${name}.content`)));
      expect(loadConfig({ file, env: {} }).name).toBe(name);
    }
    expect(at(compose, 'configs.policies.content')).toBe(defaultPolicies());
  });

  it('lets nothing be written but in volumes, and names what there is', () => {
    const services = at(compose, 'services');
    expect(isRecord(services) ? Object.keys(services) : []).toEqual([
      'acme-init',
      'acme',
      'globex-init',
      'globex',
      'testnet',
    ]);
    for (const service of Object.values(isRecord(services) ? services : {}))
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    expect(existsSync(join(packaging, 'Containerfile'))).toBe(true);
  });
});

describe('the testnet of the compose file', () => {
  it('is a scenario that the package plays, started by a command that it has', () => {
    const command = at(parse(read('compose.yaml'), { merge: true }), 'services.testnet.command');
    const [word, option, name] = Array.isArray(command) ? command.map(String) : [];
    expect([word, option]).toEqual(['testnet', '--scenario']);
    expect(Object.keys(scenarios)).toContain(name);
    expect(read('Containerfile')).toContain('/build/dist/testnet dist/testnet');
  });
});

describe('the container', () => {
  const lines = read('Containerfile').split('\n');

  it('copies only what is there, and runs what is built, not as root', () => {
    const copied = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(' ').slice(1, -1));
    expect(copied.length).toBeGreaterThan(8);
    expect(copied.filter((path) => globSync(path, { cwd: root }).length === 0)).toEqual([]);
    expect(lines.findLast((line) => line.startsWith('USER '))).toBe('USER 65532:65532');
    expect(lines.find((line) => line.startsWith('ENTRYPOINT'))).toContain(`/app/${manifest.bin['parley']}`);
  });
});

describe('the unit for systemd', () => {
  const unit = read('systemd/parley.service');
  const setting = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1] ?? '';

  it('starts the command that the package installs, with a command that it has', async () => {
    const [program = '', ...args] = setting('ExecStart').split(' ');
    expect(program).toBe('/opt/parley/bin/parley');
    expect(Object.keys(manifest.bin)).toEqual(['parley']);
    expect(args).toEqual(['-C', '/var/lib/parley', 'up']);
    expect((await runWithoutNode(['up', '--help'], root)).out).toContain('parley up');
  });

  it('reads the key from where the configuration is told that it is', () => {
    expect(setting('LoadCredential').split(':')[0]).toBe('parley.key');
    expect(setting('Environment')).toContain('PARLEY_KEYRING_CREDENTIAL=parley.key');
  });

  it('may write to its own folder only', () => {
    expect(setting('ProtectSystem')).toBe('strict');
    expect(setting('StateDirectory')).toBe('parley');
    expect(setting('NoNewPrivileges')).toBe('yes');
    expect(unit).not.toMatch(/^ReadWritePaths=/m);
  });
});
