/** docs/formats.md has one row for every gap code of the source, with the states that the source gives it. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ITEM_STATES } from '../../src/model/index.ts';

const STATES = ITEM_STATES.join('|');
const QUOTED = `(?:'([^'\\n]+)'|\`([^\`\\n]+)\`)`;
/** A detail behind the colon is made while reading: the row stands for all of them. */
const general = (code: string): string => code.replace(/\$\{.*/s, '…');

/** The innermost braces around a place. */
function objectAround(text: string, at: number): { readonly body: string; readonly before: string } {
  let from = at;
  for (let depth = 0; from > 0 && !(text[from] === '{' && depth === 0 && text[from - 1] !== '$'); from -= 1)
    depth += text[from] === '}' ? 1 : text[from] === '{' ? -1 : 0;
  let to = at;
  for (let depth = 0; to < text.length && !(text[to] === '}' && depth === 0); to += 1)
    depth += text[to] === '{' ? 1 : text[to] === '}' ? -1 : 0;
  return { body: text.slice(from, to + 1), before: text.slice(Math.max(0, from - 60), from) };
}

const CHOSEN = [
  ['ratio', 'limit'],
  ['holds-itself', 'limit'],
  ['unknown-type', 'unsupported'],
] as const;

/** Codes with their states, read from the source as text: object literals, tables by code, and calls of the makers. */
function codesOfSource(): Map<string, Set<string>> {
  const codes = new Map<string, Set<string>>();
  const add = (code: string | undefined, state?: string): void => {
    if (code === undefined || code === '') return;
    const states = codes.get(general(code)) ?? new Set<string>();
    if (state !== undefined) states.add(state);
    codes.set(general(code), states);
  };
  for (const file of globSync('src/**/*.ts')) {
    const text = readFileSync(file, 'utf8');
    for (const match of text.matchAll(new RegExp(`state: '(${STATES})'`, 'g'))) {
      const { body, before } = objectAround(text, match.index);
      if (!body.includes('why')) continue;
      const code = new RegExp(`code: ${QUOTED}`).exec(body);
      const key = /(?:^|[\s'])([a-z][\w.:-]*)'?:\s*$/.exec(before)?.[1];
      if (code !== null) add(code[1] ?? code[2], match[1]);
      else if (!/code[,:]/.test(body)) add(key, match[1]);
    }
    for (const match of text.matchAll(new RegExp(`trouble\\(\\s*'(${STATES})',\\s*${QUOTED}`, 'g'))) add(match[2] ?? match[3], match[1]);
    for (const match of text.matchAll(/(?:code|what): (?:'((?:roster|workforce|law)\.[a-z-]+)'|`(\$\{[\w.]+\}\.[a-z-]+)`)/g)) {
      if (match[1] !== undefined) add(match[1]);
      else for (const role of ['roster', 'workforce']) add((match[2] ?? '').replace(/^\$\{[\w.]+\}/, role));
    }
    if (file.startsWith('src/access/'))
      for (const match of text.matchAll(/'(log\.[a-z][a-z.-]*)'|`(log\.[a-z][a-z.-]*:\$\{)/g)) add(match[1] ?? match[2]);
  }
  // Chosen between two codes at the place: they stand apart from their state.
  for (const [code, state] of CHOSEN) {
    assert.ok(
      globSync('src/**/*.ts').some((file) => new RegExp(`'${code}'`).test(readFileSync(file, 'utf8'))),
      `${code} is in the source`,
    );
    add(code, state);
  }
  return codes;
}

const rows = new Map(
  readFileSync('docs/formats.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split(' | ').map((cell) => cell.replaceAll(/^\||\|$/g, '').trim()))
    .map((cells): [string, readonly string[]] => [(cells[0] ?? '').replaceAll('`', ''), cells.slice(1)]),
);
const codes = codesOfSource();

test('the source was read: it gives more than a hundred codes', () => {
  assert.ok(codes.size > 100, String(codes.size));
});

test('every code of a gap has a row in docs/formats.md, and every row a code', () => {
  assert.deepEqual(
    [...codes.keys()].filter((code) => !rows.has(code)).sort((a, b) => (a < b ? -1 : 1)),
    [],
    'codes without a row',
  );
  assert.deepEqual(
    [...rows.keys()].filter((code) => !codes.has(code)),
    [],
    'rows without a code',
  );
});

test('a row names every state that the source gives its code', () => {
  for (const [code, states] of codes)
    for (const state of states) assert.ok((rows.get(code)?.[0] ?? '').split(', ').includes(state), `${code}: ${state}`);
});

test('every row says what it means, what follows for the count, and what to do', () => {
  for (const [code, cells] of rows) assert.ok(cells.length === 4 && cells.every((cell) => cell !== ''), code);
});
