/** The SQLite file of the demo at a port: two demos at once share nothing, and a restart finds it again. */
export function demoStore(port: number): string {
  return `.cache/demo-${port}.sqlite`
}
