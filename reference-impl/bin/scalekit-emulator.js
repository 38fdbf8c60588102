#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `scalekit-emulator needs Node 22.19 or newer, and this is ${process.versions.node}.`,
  )
  process.exitCode = 2
} else {
  const { main } = await import('../src/emulator/cli.ts')
  await main(process.argv.slice(2))
}
