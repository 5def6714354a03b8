/** A full disk: a run on a file system of a few hundred kilobytes stops with one paragraph, leaves nothing half-written, and goes on. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeCase } from '../make/case.ts';
import { BIN, outputs, plainEnvironment, postbreach, readCsv, shareCanaries, temporaryFolder } from './support.ts';

const hasNamespaces =
  spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', '/mnt'], { encoding: 'utf8' }).status === 0;
const skip = hasNamespaces ? false : 'needs `unshare -rm` and a tmpfs of its own to have a small disk';

test('a full disk is one paragraph with exit 1 wherever it strikes, and the run goes on after space is made', { skip }, () => {
  const folder = temporaryFolder();
  const evidence = join(folder, 'evidence-of');
  makeCase(evidence, { messages: 60 });
  const yaml = readFileSync(join(evidence, 'case.yaml'), 'utf8').replaceAll(/evidence\//g, `${evidence}/evidence/`);
  const whole = join(folder, 'whole');
  mkdirSync(whole);
  writeFileSync(join(whole, 'case.yaml'), yaml);
  assert.equal(postbreach(['run', whole, '--quiet']).status, 0);
  const small = join(folder, 'small');
  mkdirSync(small);
  const told = join(folder, 'told');
  const saved = join(folder, 'saved');
  const seed = join(folder, 'seed');
  mkdirSync(seed);
  writeFileSync(join(seed, 'case.yaml'), yaml);
  shareCanaries(whole, seed);
  // Sizes at which the store, a pack of texts, the tables of the decision and the outputs meet the end of the disk.
  const sizes = [420, 560, 700, 900, 1100];
  const script = [
    'set -u',
    `mount -t tmpfs -o size=340k tmpfs ${small}`,
    `cp ${whole}/case.yaml ${small}/`,
    `mkdir ${told}`,
    ...sizes.flatMap((size) => [
      `mount -o remount,size=${size}k ${small}`,
      `"$NODE" ${BIN} run ${small} --quiet >${told}/${size}.out 2>${told}/${size}.err; echo $? >${told}/${size}.code`,
      `find ${small} \\( -name '*.part' -o -name '*.lock' \\) >${told}/${size}.left; ls ${small}/out >${told}/${size}.answers`,
    ]),
    `mount -o remount,size=64m ${small}`,
    `"$NODE" ${BIN} run ${small} --quiet >${told}/end.out 2>${told}/end.err; echo $? >${told}/end.code`,
    `cp -r ${small} ${saved}`,
  ].join('\n');
  const shell = spawnSync('unshare', ['-rm', 'sh', '-c', script], { encoding: 'utf8', env: plainEnvironment({ NODE: process.execPath }) });
  assert.equal(shell.status, 0, shell.stderr);
  const read = (name: string): string => readFileSync(join(told, name), 'utf8').trim();
  const codes = sizes.map((size) => read(`${size}.code`));
  for (const [index, size] of sizes.entries()) {
    if (codes[index] === '0') continue;
    assert.equal(codes[index], '1', `${size}: ${read(`${size}.err`)}`);
    assert.match(
      read(`${size}.err`),
      /^error: The disk is full: nothing was left half-written\. \([^\n]+\) Make space[^\n]+$/,
      String(size),
    );
    assert.equal(read(`${size}.left`), '', `${size}: something is left`);
    assert.equal(read(`${size}.answers`), '', `${size}: there is half an answer`);
  }
  assert.ok(codes.filter((code) => code === '1').length >= 3, `the disk was full in too few runs: ${codes.join(' ')}`);
  assert.equal(read('end.code'), '0', read('end.err'));
  assert.deepEqual(outputs(saved), outputs(whole));
  assert.deepEqual(
    readCsv(join(saved, 'out', 'gaps.csv')).filter(({ what }) => what === 'crash'),
    [],
    'no item is blamed for the disk',
  );
});
