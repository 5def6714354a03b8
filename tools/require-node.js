// Plain JavaScript that any Node parses: scripts must not run silently on a Node that is too old.
var major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    'This needs Node 24; ' +
      process.versions.node +
      ' is running. Run `npm ci` (without --ignore-scripts): it brings Node 24 for the scripts of this project.\n',
  );
  process.exit(1);
}
