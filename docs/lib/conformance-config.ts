import { defineConfig, env, form } from '../../conformance/src/index.ts'

// #region config
export default defineConfig({
  url: 'http://localhost:3000',
  accounts: [
    { username: env('E2E_USER'), password: env('E2E_PASSWORD') },
    { username: env('E2E_OTHER_USER'), password: env('E2E_PASSWORD') },
  ],
  signIn: form({ path: '/login', username: '#email', password: '#password' }),
  protected: { api: '/api/me', page: '/dashboard' },
  signOut: { method: 'POST', path: '/auth/sign-out' },
  sessions: {
    list: { path: '/auth/sessions' },
    end: { method: 'DELETE', path: '/auth/sessions/{sessionId}' },
  },
  lifetimes: { access: '5m' },
})
// #endregion
