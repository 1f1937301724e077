import { setFlagsFromString } from 'node:v8';

/**
 * V8 13.6 (Node 24) now and then ends the whole process with "Check failed: jit_page.has_value()" when it replaces the
 * common wrapper of a function that WebAssembly calls by one of its own, after a thousand calls. The common one
 * costs nothing that could be measured here, so it is never replaced. The setting holds for the process and for what is
 * instantiated after it: import this first.
 */
setFlagsFromString('--wasm-wrapper-tiering-budget=2147483647');
