import { routes, type Answer, type Input } from './api.ts';
import type { Call } from './transport.ts';

/** The client's method for letting a browser in. */
export function loginClient(call: Call) {
  return {
    loginCode: (request: Input<'loginCode'>['request']): Promise<Answer<'loginCode'>> =>
      call(routes.loginCode, { request }),
  };
}
