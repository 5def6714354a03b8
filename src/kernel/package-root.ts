/**
 * Where the package's own files lie. Built code runs from dist/src, unbuilt from src: so the root is found by walking up to
 * package.json, never by counting folders.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { assert } from './brand.ts';

let found: string | undefined;

/** The folder that holds this package's package.json. */
export function packageRoot(): string {
  if (found !== undefined) return found;
  let at = import.meta.dirname;
  while (!existsSync(join(at, 'package.json'))) {
    const up = dirname(at);
    assert(up !== at, 'the package has a package.json above its code');
    at = up;
  }
  found = at;
  return found;
}

/** Path of a rule table: `rulesFile('labels/everyday.tsv')`. */
export function rulesFile(relative: string): string {
  return join(packageRoot(), 'rules', relative);
}
