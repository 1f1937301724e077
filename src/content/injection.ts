/** Turns of phrase that address a model instead of a reader. Each counts once; none of them proves anything. */
const signs: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override|bypass)\s{1,4}(?:all|any|every|the|your|my|these|those|of){0,1}\s{0,4}(?:of\s{1,4})?(?:the\s{1,4}|your\s{1,4})?(?:previous|prior|above|preceding|earlier|former|foregoing|system|initial|original)\b/,
  /\b(?:ignore|disregard|forget)\s{1,4}(?:everything|all\s{1,4}instructions|your\s{1,4}(?:instructions|rules|guidelines|training))\b/,
  /\byou\s{1,4}are\s{1,4}(?:now|no\s{1,4}longer)\s{1,4}(?:in\s{1,4})?(?:a|an|the|dan|bound|developer|jailbroken|unrestricted)\b/,
  /\b(?:reveal|print|show|repeat|output|leak|tell\s{1,4}me)\s{1,4}(?:me\s{1,4})?(?:all\s{1,4}(?:of\s{1,4})?)?(?:your|the)\s{1,4}(?:full\s{1,4}|entire\s{1,4}|hidden\s{1,4}|secret\s{1,4}|initial\s{1,4})?(?:system\s{1,4})?(?:prompt|instructions)\b/,
  /\b(?:do\s{1,4}not|don't|never)\s{1,4}(?:tell|mention|inform|reveal\s{1,4}this\s{1,4}to|show\s{1,4}this\s{1,4}to|ask)\s{1,4}(?:this\s{1,4}to\s{1,4})?(?:the\s{1,4})?(?:user|human|operator)\b/,
  /<\|(?:im_start|im_end|system|endoftext|begin_of_text|start_header_id)\|>|\[\/?inst\]|<<\/?sys>>/,
  /(?:^|\n)\s{0,4}(?:#{1,4}\s{0,2}|\*{2})?(?:new\s{1,4})?(?:system|developer)(?:\s{1,4}(?:message|prompt|instructions?|override))?(?:\*{2})?\s{0,2}:/,
  /<\/?(?:important|system|instructions?|secret|hidden)>/,
  /\b(?:new|updated|real|actual|following)\s{1,4}(?:instructions?|task|objective|directive)s?\s{0,4}(?::|is\s{1,4}to\b|are\s{1,4}to\b)/,
  /\bbefore\s{1,4}(?:using|calling|invoking|running)\s{1,4}(?:this|any|the|other)\s{1,4}tools?\b/,
];

/** Characters that a reader does not see and a model does: tags (U+E0000), and many marks of direction or width. */
const hidden = /[\u{e0020}-\u{e007e}]|(?:[\u200b\u200c\u2060-\u2064\ufeff\u00ad]){4}|[\u202a-\u202e\u2066-\u2069]/u;

const nonAscii = /[^\p{ASCII}]/u;

/** Adds the signals: `signal.prompt-injection` and `signal.hidden-text`. They may raise a label; they decide nothing by themselves. */
export function findInjectionSignals(text: string, found: Set<string>): void {
  if (nonAscii.test(text) && hidden.test(text)) found.add('signal.hidden-text');
  const lower = text.toLowerCase();
  if (signs.some((sign) => sign.test(lower))) found.add('signal.prompt-injection');
}
