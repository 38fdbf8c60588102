const implementation = import.meta.glob<string>('../../reference-impl/src/**/*.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
})
/** Code that is wrong on purpose: the exceptions to the rule that a page shows the implementation alone. */
const counterexamples = import.meta.glob<string>('./common-recipe.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
})

export interface SourceFile {
  /** Path from the top of the repository. */
  readonly path: string
  readonly text: string
}

/** A file that a page shows a region of: of `reference-impl/src`, or a counterexample of `docs/lib`. */
export function sourceFile(file: string): SourceFile {
  const ours = implementation[`../../reference-impl/src/${file}`]
  if (ours !== undefined) return { path: `reference-impl/src/${file}`, text: ours }
  const counterexample = counterexamples[`./${file}`]
  if (counterexample !== undefined) return { path: `docs/lib/${file}`, text: counterexample }
  throw new Error(`reference-impl/src has no file "${file}", of which a page shows a region.`)
}
