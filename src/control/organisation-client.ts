import { routes, type Answer, type Input } from './api.ts';
import type { Call } from './transport.ts';

/** The organisation of the node's agent. */
export type OwnOrganisation = Answer<'organisation'>;
/** Whom to admit: the code it asked with, and for how long. */
export type Admission = Omit<Input<'admit'>['request'], 'why'> & { readonly why?: string | undefined };
/** Who decides, and why. */
export interface Decider {
  readonly by: string;
  readonly why?: string | undefined;
}

/** The client's methods about the organisation of the node's agent. */
export function organisationClient(call: Call) {
  return {
    organisation: (): Promise<OwnOrganisation> => call(routes.organisation, {}),
    requestMembership: (): Promise<Answer<'requestMembership'>> => call(routes.requestMembership, {}),
    readMembership: (code: string): Promise<Answer<'readMembership'>> =>
      call(routes.readMembership, { request: { code } }),
    admit: (request: Admission): Promise<Answer<'admit'>> => call(routes.admit, { request }),
    dismiss: (agent: string, decider: Decider & { readonly now?: boolean }): Promise<Answer<'dismiss'>> =>
      call(routes.dismiss, { request: { agent, ...decider } }),
    joinOrganisation: (code: string, decider: Decider): Promise<Answer<'joinOrganisation'>> =>
      call(routes.joinOrganisation, { request: { code, ...decider } }),
    leaveOrganisation: (decider: Decider): Promise<Answer<'leaveOrganisation'>> =>
      call(routes.leaveOrganisation, { request: { ...decider } }),
  };
}
