/** The package as it is published: packed, unpacked in an empty folder, run from built JavaScript. spec/platform.md 1, 2. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { before, test } from 'node:test';
import { makeCase } from '../make/case.ts';
import { outputs, plainEnvironment, postbreach, ROOT, temporaryFolder } from './support.ts';

/** spec/platform.md 13: without the data of the rules. */
const PACKED_BYTES_MAX = 5 * 1024 ** 2;
const folder = temporaryFolder();
const modules = join(folder, 'empty', 'node_modules');
const bin = join(modules, 'postbreach', 'bin', 'postbreach.js');
const run = (exe: string, args: readonly string[], cwd = folder): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(exe, [bin, ...args], { encoding: 'utf8', cwd, env: plainEnvironment() });

before(() => {
  const packed = spawnSync('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
    env: plainEnvironment(),
  });
  assert.equal(packed.status, 0, packed.stderr + packed.stdout);
  mkdirSync(join(modules, 'postbreach'), { recursive: true });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  assert.equal(spawnSync('tar', ['-xzf', join(folder, tarball), '--strip-components=1', '-C', join(modules, 'postbreach')]).status, 0);
  // What npm would fetch stands beside it; Node itself does not.
  for (const name of readdirSync(join(ROOT, 'node_modules')))
    if (!name.startsWith('.') && name !== 'node') symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
});

test('the package holds built JavaScript, rules and no test, and is small without its rules', () => {
  const own = join(modules, 'postbreach');
  for (const name of ['dist/src/cli/main.js', 'dist/src/pipeline/executors/child.js', 'dist/demo', 'rules', 'docs/cli.md', 'LICENSE'])
    assert.ok(existsSync(join(own, name)), name);
  for (const name of ['src', 'test', 'demo', 'bench', 'tools']) assert.ok(!existsSync(join(own, name)), name);
  const size = (at: string): number =>
    readdirSync(at, { withFileTypes: true }).reduce(
      (sum, entry) => sum + (entry.isDirectory() ? size(join(at, entry.name)) : statSync(join(at, entry.name)).size),
      0,
    );
  assert.ok(size(own) - size(join(own, 'rules')) < PACKED_BYTES_MAX);
});

test('the packed product shows its version and help and gives the answer of the checkout', () => {
  assert.match(run(process.execPath, ['--version']).stdout, /^\d+\.\d+\.\d+\n$/);
  assert.match(run(process.execPath, ['--help']).stdout, /postbreach run CASE/);
  makeCase(join(folder, 'packed'));
  const ran = run(process.execPath, ['run', 'packed', '--quiet']);
  assert.equal(ran.status, 0, ran.stderr);
  makeCase(join(folder, 'checkout'));
  assert.equal(postbreach(['run', join(folder, 'checkout'), '--quiet']).status, 0);
  assert.deepEqual(outputs(join(folder, 'packed')), outputs(join(folder, 'checkout')));
});

/** A Node of this machine that is too old, if there is one. */
const old = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((at) => join(at, 'node'))
  .find((exe) => existsSync(exe) && Number(/^v(\d+)/.exec(spawnSync(exe, ['--version'], { encoding: 'utf8' }).stdout)?.[1] ?? 99) < 24);

test(
  'a Node that is too old, with no newer one beside it, is one line and exit 2',
  { skip: old === undefined ? 'no Node below 24 on this machine' : false },
  () => {
    const { status, stdout, stderr } = run(old ?? '', ['--version']);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^postbreach needs Node 24 or newer; this is \d[^\n]*\n$/);
  },
);

test(
  'a Node that is too old runs the newer one beside it',
  { skip: old === undefined ? 'no Node below 24 on this machine' : false },
  () => {
    const { status, stdout } = spawnSync(old ?? '', [join(ROOT, 'bin', 'postbreach.js'), '--version'], {
      encoding: 'utf8',
      env: plainEnvironment(),
    });
    assert.equal(status, 0);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  },
);

test('npm run hands on a case relative to where the user stands', () => {
  const { status, stderr } = spawnSync('npm', ['run', '-s', 'postbreach', '--', 'status', 'no-such-case'], {
    encoding: 'utf8',
    cwd: join(ROOT, 'docs'),
    env: plainEnvironment(),
  });
  assert.equal(status, 2);
  assert.ok(stderr.includes(join(ROOT, 'docs', 'no-such-case')), stderr);
});
