/** The house stands as ARCHITECTURE.md says: directions of imports, words that never appear, lengths, reachability. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

const ROOMS = ['ingest', 'extract', 'detect', 'link', 'resolve', 'access', 'assess', 'notify', 'answer'] as const;
const files = globSync('src/**/*.ts')
  .map((path) => path.replaceAll('\\', '/'))
  .sort((a, b) => (a < b ? -1 : 1));
const text = new Map(files.map((path) => [path, readFileSync(path, 'utf8')]));
const roomOf = (path: string): string => path.split('/')[1] ?? '';
const code = (path: string): string => (text.get(path) ?? '').replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');

function imports(path: string): { readonly target: string; readonly isType: boolean }[] {
  const found: { target: string; isType: boolean }[] = [];
  for (const match of (text.get(path) ?? '').matchAll(
    /^(?:import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)/gms,
  )) {
    const target = match[2] ?? match[3] ?? '';
    found.push({
      target: target.startsWith('.') ? normalize(join(dirname(path), target)).replaceAll('\\', '/') : target,
      isType: match[1] !== undefined,
    });
  }
  return found;
}

/** What a part of the house may import of ours. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  kernel: ['kernel'],
  model: ['model', 'kernel'],
  store: ['store', 'model', 'kernel'],
  ...Object.fromEntries(ROOMS.map((room) => [room, [room, 'model', 'kernel']])),
  pipeline: ['pipeline', 'store', 'model', 'kernel', ...ROOMS],
  cli: ['cli', 'pipeline', 'store', 'answer', 'model', 'kernel'],
};

test('the test sees the whole house', () => {
  assert.ok(files.length > 120, `${files.length} files`);
  for (const file of files) assert.ok(roomOf(file) in MAY, `${file} lies in no room`);
});

test('imports go in one direction: kernel, model, store, rooms, pipeline, cli', () => {
  const wrong = files.flatMap((file) =>
    imports(file)
      .filter(({ target }) => target.startsWith('src/') && !(MAY[roomOf(file)] ?? []).includes(roomOf(target)))
      .map(({ target }) => `${file} imports ${target}`),
  );
  assert.deepEqual(wrong, []);
});

test('the inside of a room is imported from inside only: others take its index', () => {
  const open = new Set(['kernel', 'model', 'store']);
  const wrong = files.flatMap((file) =>
    imports(file)
      .filter(
        ({ target }) =>
          target.startsWith('src/') && roomOf(target) !== roomOf(file) && !open.has(roomOf(target)) && !target.endsWith('/index.ts'),
      )
      .map(({ target }) => `${file} imports ${target}`),
  );
  assert.deepEqual(wrong, []);
});

test('nothing in the house can open a connection', () => {
  const network = /from '(?:node:)?(?:http|https|http2|net|tls|dgram|dns|dns\/promises)'|\bfetch\(|\bWebSocket\b|\bEventSource\b/;
  assert.deepEqual(
    files.filter((file) => network.test(code(file))),
    [],
  );
});

test('children and threads are started in one place', () => {
  const wrong = files.filter(
    (file) => /from '(?:node:)?(?:child_process|worker_threads|cluster)'/.test(code(file)) && !file.startsWith('src/pipeline/executors/'),
  );
  assert.deepEqual(wrong, []);
});

const BANNED: readonly { readonly what: string; readonly pattern: RegExp; readonly except?: RegExp }[] = [
  { what: 'any', pattern: /[:<]\s*any\b|\bas any\b/ },
  { what: 'enum', pattern: /^\s*(?:export )?(?:const )?enum\s/m },
  { what: 'namespace', pattern: /^\s*(?:export )?namespace\s/m },
  { what: '@ts-ignore', pattern: /@ts-(?:ignore|nocheck|expect-error)/ },
  { what: 'eval', pattern: /\beval\(|new Function\(/ },
  { what: 'console', pattern: /\bconsole\./, except: /^src\/cli\// },
  { what: 'Date.now or new Date()', pattern: /\bDate\.now\(|new Date\(\)/, except: /^src\/kernel\/clock\.ts$/ },
  { what: 'Math.random', pattern: /\bMath\.random\(/, except: /^src\/kernel\/random\.ts$/ },
  { what: 'process.env, exit or cwd', pattern: /process\.(?:env|exit\(|cwd\()/, except: /^src\/cli\// },
  { what: 'writing to a final name', pattern: /\bwriteFile(?:Sync)?\(/ },
  { what: 'a sort without a comparer', pattern: /\.(?:sort|toSorted)\(\s*\)/ },
  { what: 'localeCompare', pattern: /\.localeCompare\(|\.toLocale\w*\(/ },
  { what: 'a default export', pattern: /^export default/m },
];

for (const { what, pattern, except } of BANNED) {
  test(`no source has ${what}`, () => {
    assert.deepEqual(
      files.filter((file) => (except === undefined || !except.test(file)) && pattern.test(code(file))),
      [],
    );
  });
}

test('every file is reached from the command line or is a child of the pool', () => {
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path) || !text.has(path)) return;
    reached.add(path);
    for (const { target } of imports(path)) visit(target);
  };
  for (const entry of ['src/cli/main.ts', 'src/pipeline/executors/child.ts']) visit(entry);
  assert.deepEqual(
    files.filter((file) => !reached.has(file)),
    [],
  );
});

test('no file is longer than 400 lines of code', () => {
  const long = files.filter(
    (file) =>
      code(file)
        .split('\n')
        .filter((line) => line.trim() !== '').length > 400,
  );
  assert.deepEqual(long, []);
});

test('values of people are opened in few places, and each purpose is known', () => {
  const purposes = new Set(files.flatMap((file) => [...code(file).matchAll(/\.reveal\('([^']+)'\)/g)].map((match) => match[1])));
  for (const purpose of purposes) assert.ok(['transport', 'match', 'validate', 'output', 'explain'].includes(purpose ?? ''), purpose);
  const outputs = files.filter((file) => /\.reveal\('output'\)/.test(code(file)));
  assert.deepEqual(
    outputs.filter((file) => !file.startsWith('src/answer/')),
    [],
  );
});
