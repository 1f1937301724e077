/** The door of `veto`: remote policy engines that may say no to what the policies here allow. */
export { openVeto } from './open-veto.ts';
export type { EngineState, Objection, Veto, VetoBackend } from './open-veto.ts';
