import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));

/** The rooms, each with the rooms it may import: all of them stand above it, so a cycle cannot be written. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  // pure rooms
  base: [],
  wire: ['base'],
  identity: ['base', 'wire'],
  registry: ['base', 'wire', 'identity'],
  session: ['base', 'wire'],
  mailbox: ['base', 'wire', 'session'],
  handshake: ['base', 'wire', 'identity'],
  trust: ['base', 'wire'],
  content: ['base'],
  policy: ['base', 'content'],
  audit: ['base'],
  // edge rooms: strangers to one another
  net: ['base'],
  signal: ['base', 'wire', 'session'],
  rulebook: ['base', 'content', 'policy'],
  veto: ['base', 'policy'],
  nats: ['base', 'mailbox'],
  store: ['base'],
  bridge: ['base', 'wire', 'identity', 'policy'],
  control: ['base'],
  // In the browser: of `control` it takes types only, so that nothing of the node gets into the page.
  dashboard: ['control'],
  telemetry: ['base'],
  cli: ['base', 'trust', 'audit', 'control'],
};

const pureRooms = [
  'base',
  'wire',
  'identity',
  'registry',
  'session',
  'mailbox',
  'handshake',
  'trust',
  'content',
  'policy',
  'audit',
];

/** What a pure room may import from outside. */
const purePackages: Readonly<Record<string, readonly string[]>> = {
  // A regular expression engine that takes linear time, for patterns that operators write.
  content: ['re2js'],
  // The reader that generated decoders work with, with a bound on what it reads.
  wire: ['protobufjs/minimal.js'],
  base: [
    'node:crypto',
    '@noble/ciphers/chacha.js',
    '@noble/curves/ed25519.js',
    '@noble/hashes/sha2.js',
    '@noble/post-quantum/ml-kem.js',
  ],
};

/** Doors besides `<room>/<room>.ts`: public entry points that must not pull in the rest of their room. */
const otherDoors = ['control/client.ts', 'control/web-client.ts', 'control/api.ts'];

/** Rooms the published entry points may not reach. */
const hallOnly = ['cli'];

interface Import {
  readonly file: string;
  readonly specifier: string;
}

function sources(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === 'gen' ? [] : sources(path);
    return /\.tsx?$/.test(name) && !name.endsWith('.d.ts') ? [path] : [];
  });
}

/** What a file still imports when it runs: without types. */
function loadedBy(file: string): readonly string[] {
  const { module } = parseSync(file, readFileSync(file, 'utf8'));
  const imported = module.staticImports.filter(({ entries }) => entries.length === 0 || entries.some((e) => !e.isType));
  const reexported = module.staticExports.flatMap(({ entries }) => entries.filter((e) => !e.isType));
  return [...imported.map((i) => i.moduleRequest.value), ...reexported.flatMap((e) => e.moduleRequest?.value ?? [])];
}

function importsOf(file: string): readonly Import[] {
  const { module } = parseSync(file, readFileSync(file, 'utf8'));
  const named = module.staticImports.map((entry) => entry.moduleRequest.value);
  const reexported = module.staticExports.flatMap((entry) =>
    entry.entries.flatMap((e) => e.moduleRequest?.value ?? []),
  );
  const text = readFileSync(file, 'utf8');
  const dynamic = module.dynamicImports.map((entry) =>
    text.slice(entry.moduleRequest.start, entry.moduleRequest.end).replaceAll(/['"`]/g, ''),
  );
  return [...new Set([...named, ...reexported, ...dynamic])].map((specifier) => ({ file, specifier }));
}

const files = sources(src);
const imports = files.flatMap(importsOf);
const roomOf = (path: string): string | undefined => {
  const parts = relative(src, path).split('/');
  return parts.length > 1 ? parts[0] : undefined;
};
const target = (i: Import): string => resolve(dirname(i.file), i.specifier);
const isRelative = (i: Import): boolean => i.specifier.startsWith('.');
const show = (i: Import): string => `${relative(src, i.file)} imports ${i.specifier}`;

describe('the architecture', () => {
  it('knows every folder of src, and every room it knows exists', () => {
    const folders = readdirSync(src).filter((name) => statSync(join(src, name)).isDirectory());
    expect(folders.toSorted()).toEqual(Object.keys(rooms).toSorted());
    expect(files.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(100);
  });

  it('lets a room import only rooms that the table lists for it', () => {
    const wrong = imports.filter((i) => {
      const from = roomOf(i.file);
      if (from === undefined || !isRelative(i)) return false;
      const to = roomOf(target(i));
      return to !== from && (to === undefined || !(rooms[from] ?? []).includes(to));
    });
    expect(wrong.map(show)).toEqual([]);
  });

  it('has every allowed edge pointing upwards in the table', () => {
    const order = Object.keys(rooms);
    const down = order.flatMap((room) =>
      (rooms[room] ?? []).filter((to) => order.indexOf(to) >= order.indexOf(room)).map((to) => `${room} -> ${to}`),
    );
    expect(down).toEqual([]);
  });

  it('enters a room only through its door', () => {
    const wrong = imports.filter((i) => {
      if (!isRelative(i)) return false;
      const to = roomOf(target(i));
      if (to === undefined || to === roomOf(i.file)) return false;
      const path = relative(src, target(i));
      return path !== `${to}/${to}.ts` && !otherDoors.includes(path);
    });
    expect(wrong.map(show)).toEqual([]);
  });

  it('lets pure rooms import only the packages listed for them', () => {
    const wrong = imports.filter((i) => {
      const from = roomOf(i.file);
      if (from === undefined || isRelative(i) || !pureRooms.includes(from)) return false;
      return !(purePackages[from] ?? []).includes(i.specifier);
    });
    expect(wrong.map(show)).toEqual([]);
  });

  it('gives a browser nothing of Node.js, and no package but zod', () => {
    const seen = new Set([join(src, 'control/web-client.ts')]);
    const packages = new Set<string>();
    for (const file of seen) {
      for (const specifier of loadedBy(file)) {
        if (specifier.startsWith('.')) seen.add(resolve(dirname(file), specifier));
        else packages.add(specifier);
      }
    }
    expect(seen.size).toBeGreaterThan(10);
    expect([...packages]).toEqual(['zod']);
  });

  it('loads nothing of telemetry but where a collector is configured', () => {
    const lazy = new Set([
      'tracing.ts',
      ...files.map((file) => relative(src, file)).filter((file) => file.startsWith('telemetry/')),
    ]);
    const eager = files
      .filter((file) => !lazy.has(relative(src, file)))
      .filter((file) => loadedBy(file).some((name) => lazy.has(relative(src, resolve(dirname(file), name)))));
    expect(lazy.size).toBeGreaterThan(5);
    expect(eager.map((file) => relative(src, file))).toEqual([]);
  });

  it('loads gRPC and NATS for those only who use them', () => {
    const seen = new Set([join(src, 'program.ts'), join(src, 'daemon.ts')]);
    const packages = new Set<string>();
    for (const file of seen) {
      for (const specifier of loadedBy(file)) {
        if (specifier.startsWith('.')) seen.add(resolve(dirname(file), specifier));
        else packages.add(specifier);
      }
    }
    expect(seen.size).toBeGreaterThan(200);
    expect([...packages].filter((name) => /^@(?:grpc|bufbuild|nats-io)\//.test(name))).toEqual([]);
  });

  it('leaves the command line out of everything but program.ts', () => {
    const wrong = imports.filter(
      (i) => isRelative(i) && hallOnly.includes(roomOf(target(i)) ?? '') && roomOf(i.file) === undefined,
    );
    expect(wrong.map((i) => relative(src, i.file))).toEqual(wrong.length === 0 ? [] : ['program.ts']);
  });
});
