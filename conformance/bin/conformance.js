#!/usr/bin/env node
// Plain JavaScript that any Node understands: an old one must get a sentence, not a syntax error.
var parts = process.versions.node.split('.').map(Number)
var fits =
  (parts[0] === 22 && parts[1] >= 19) || (parts[0] === 24 && parts[1] >= 11) || parts[0] > 24

if (fits) {
  void import('../dist/cli/bin.js')
} else {
  console.error(
    'session-conformance needs Node 22.19 or later of that line, or 24.11 or later; this is ' +
      process.versions.node +
      '.',
  )
  process.exitCode = 2
}
