/** The door of `content`: what a body holds that a rule may want to know of, found in linear time. */
export { compilePattern } from './pattern.ts';
export type { ContentPattern } from './pattern.ts';
export { redactContent } from './redact.ts';
export type { Redactable, Redaction } from './redact.ts';
export { fullScanBytes, scanContent, tailBytes } from './scan.ts';
export { secretNames } from './secrets.ts';
export { personalNames } from './personal.ts';
export { nameSkeleton, textFlags } from './tool-text.ts';
export type { TextFlag } from './tool-text.ts';
