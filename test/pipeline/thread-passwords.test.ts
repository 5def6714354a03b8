import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spokenWords } from '../../src/pipeline/stages/thread-passwords.ts';

test('words behind a word for password are given, bare and without their full stop', () => {
  assert.deepEqual(spokenWords('The password for the file is Harbor-2291.\nThanks'), ['Harbor-2291.', 'Harbor-2291']);
  assert.ok(spokenWords('Use this to open it, pw: "blue lamp 7"').includes('blue lamp 7'));
  assert.ok(spokenWords('La contraseña es Lluvia_88').includes('Lluvia_88'));
});

test('plain words and messages that speak of no password give nothing', () => {
  assert.deepEqual(spokenWords('Your password expires soon, please change it'), []);
  assert.deepEqual(spokenWords('Invoice 88213 for Harbor-2291'), []);
});
