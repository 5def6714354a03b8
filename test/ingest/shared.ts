/** Where the material beside the repository lies; tests that need it are skipped without it. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

export const sharedRoot = resolve(process.env['POSTBREACH_SHARED'] ?? resolve(import.meta.dirname, '../../../shared'));

/** `false` when the file is there, else the reason for `skip`. */
export function needs(relative: string): string | false {
  return existsSync(resolve(sharedRoot, relative)) ? false : `needs ${relative} of the shared material`;
}
