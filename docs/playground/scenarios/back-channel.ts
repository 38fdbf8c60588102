import type { Arrival } from '../../../conformance/src/drivers/port.ts'
import { logoutToken } from '../../../reference-impl/src/emulator/tokens.ts'
import type { Stage } from '../story.ts'

/** What a browser says of a request, and a server that sends one does not. */
const noBrowser = { Origin: '', 'Sec-Fetch-Site': '', 'Sec-Fetch-Mode': '', 'Sec-Fetch-Dest': '' }

/** The provider tells the application that the newest session is over (OpenID Connect Back-Channel Logout 1.0 §2.5). */
export async function backChannelLogout({ world, prober }: Stage): Promise<Arrival> {
  const { environment } = world.emulator
  const session = [...environment.sessions.values()].at(-1)
  if (!session) throw new Error('Nobody has signed in.')
  const token = await logoutToken(environment, session, `lgt_${environment.random(12)}`)
  const last = await prober.send({
    path: '/auth/back-channel-logout',
    headers: noBrowser,
    form: { logout_token: token },
  })
  return { hops: [last], last }
}
