const implementation = import.meta.glob<string>('../../reference-impl/src/**/*.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
})
/** The exceptions to the rule that a page shows the implementation alone: type-checked, and each with a test. */
const exceptions = import.meta.glob<string>(['./common-recipe.ts', './conformance-config.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

export interface SourceFile {
  /** Path from the top of the repository. */
  readonly path: string
  readonly text: string
}

/** A file that a page shows a region of: of `reference-impl/src`, or an exception in `docs/lib`. */
export function sourceFile(file: string): SourceFile {
  const ours = implementation[`../../reference-impl/src/${file}`]
  if (ours !== undefined) return { path: `reference-impl/src/${file}`, text: ours }
  const exception = exceptions[`./${file}`]
  if (exception !== undefined) return { path: `docs/lib/${file}`, text: exception }
  throw new Error(`reference-impl/src has no file "${file}", of which a page shows a region.`)
}
