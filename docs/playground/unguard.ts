import { UnguardedRequest, UnguardedResponse } from './unguarded.ts'

// The Worker that imports this is a server: here the core may set what a page may not.
// It comes before every other import, so that nobody holds on to the guarded ones.
Object.assign(globalThis, { Request: UnguardedRequest, Response: UnguardedResponse })
