#!/usr/bin/env node
// Parses on any Node. Below 24 it looks for a newer one beside it (the npm package `node`) and runs itself with that.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

var NODE_MAJOR_MIN = 24;
var here = dirname(fileURLToPath(import.meta.url));
var exe = process.platform === 'win32' ? 'node.exe' : 'node';

/** A `node` package in any node_modules above this file. */
function besideNode() {
  for (var dir = here; ; dir = dirname(dir)) {
    var candidate = join(dir, 'node_modules', 'node', 'bin', exe);
    if (existsSync(candidate)) return candidate;
    if (dirname(dir) === dir) return undefined;
  }
}

function run() {
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN) return start();
  var newer = process.env.POSTBREACH_REEXEC ? undefined : besideNode();
  if (newer === undefined) {
    process.stderr.write(
      'postbreach needs Node ' +
        NODE_MAJOR_MIN +
        ' or newer; this is ' +
        process.versions.node +
        '. Install it from nodejs.org, or run `npm i node@24` beside postbreach.\n',
    );
    process.exitCode = 2;
    return undefined;
  }
  var env = Object.assign({}, process.env, { POSTBREACH_REEXEC: '1' });
  var child = spawnSync(newer, [fileURLToPath(import.meta.url)].concat(process.argv.slice(2)), { stdio: 'inherit', env: env });
  if (child.error) {
    process.stderr.write('postbreach could not start the Node beside it: ' + child.error.message + '\n');
    process.exitCode = 2;
  } else {
    process.exitCode = child.signal ? 128 + (constants.signals[child.signal] || 0) : child.status;
  }
  return undefined;
}

async function start() {
  var module = await import('node:module');
  if (module.enableCompileCache) module.enableCompileCache();
  var built = join(here, '..', 'dist', 'src', 'cli', 'main.js');
  var source = join(here, '..', 'src', 'cli', 'main.ts');
  // In a checkout the source runs as it is; in a package only the built tree exists.
  var main = await import(existsSync(source) ? '../src/cli/main.ts' : built);
  process.exitCode = await main.main(process.argv.slice(2));
}

await run();
