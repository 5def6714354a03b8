/** Writes docs/cli.md from the command table: `node tools/write-cli-docs.ts`. A test compares. */
import { writeFileSync } from 'node:fs';
import { cliPage } from './cli-page.ts';

writeFileSync('docs/cli.md', cliPage());
