/** The characters that the rest of a token may consist of. */
export type Alphabet = 'upper' | 'base62' | 'word' | 'base64url' | 'base64' | 'hex' | 'dashed' | 'path' | 'dotted';

/** A kind of credential that begins with text of its own. */
export interface TokenFormat {
  /** The finding, without `secret.` in front. */
  readonly name: string;
  /** At least three ASCII characters each. */
  readonly prefixes: readonly string[];
  readonly alphabet: Alphabet;
  /** Characters of the alphabet that follow at least. */
  readonly min: number;
}

/** The formats, as their issuers document them; lengths are lower bounds, so that what is glued to a token hides none. */
export const tokenFormats: readonly TokenFormat[] = [
  { name: 'aws-access-key', prefixes: ['AKIA', 'ASIA', 'ABIA', 'ACCA'], alphabet: 'upper', min: 16 },
  { name: 'github-token', prefixes: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], alphabet: 'base62', min: 36 },
  { name: 'github-token', prefixes: ['github_pat_'], alphabet: 'word', min: 40 },
  { name: 'gitlab-token', prefixes: ['glpat-', 'gldt-', 'glrt-', 'glptt-'], alphabet: 'base64url', min: 20 },
  {
    name: 'slack-token',
    prefixes: ['xoxb-', 'xoxp-', 'xoxa-', 'xoxo-', 'xoxr-', 'xoxs-', 'xoxe-', 'xapp-'],
    alphabet: 'dashed',
    min: 20,
  },
  { name: 'slack-webhook', prefixes: ['hooks.slack.com/services/'], alphabet: 'path', min: 40 },
  { name: 'discord-webhook', prefixes: ['discord.com/api/webhooks/'], alphabet: 'path', min: 60 },
  { name: 'stripe-key', prefixes: ['sk_live_', 'rk_live_'], alphabet: 'base62', min: 20 },
  { name: 'anthropic-key', prefixes: ['sk-ant-'], alphabet: 'base64url', min: 40 },
  { name: 'openai-key', prefixes: ['sk-proj-', 'sk-svcacct-', 'sk-admin-'], alphabet: 'base64url', min: 40 },
  { name: 'openai-key', prefixes: ['T3BlbkFJ'], alphabet: 'base64url', min: 20 },
  { name: 'google-api-key', prefixes: ['AIza'], alphabet: 'base64url', min: 35 },
  { name: 'google-oauth', prefixes: ['ya29.'], alphabet: 'base64url', min: 30 },
  { name: 'google-oauth', prefixes: ['GOCSPX-'], alphabet: 'base64url', min: 28 },
  { name: 'npm-token', prefixes: ['npm_'], alphabet: 'base62', min: 36 },
  { name: 'npm-token', prefixes: ['_authToken='], alphabet: 'dashed', min: 30 },
  { name: 'pypi-token', prefixes: ['pypi-AgEI'], alphabet: 'base64url', min: 50 },
  { name: 'sendgrid-key', prefixes: ['SG.'], alphabet: 'dotted', min: 60 },
  { name: 'azure-storage-key', prefixes: ['AccountKey='], alphabet: 'base64', min: 80 },
  { name: 'digitalocean-token', prefixes: ['dop_v1_', 'doo_v1_', 'dor_v1_'], alphabet: 'hex', min: 64 },
  { name: 'huggingface-token', prefixes: ['hf_'], alphabet: 'base62', min: 34 },
  { name: 'shopify-token', prefixes: ['shpat_', 'shpca_', 'shppa_', 'shpss_'], alphabet: 'hex', min: 32 },
  { name: 'grafana-token', prefixes: ['glsa_', 'glc_'], alphabet: 'word', min: 40 },
  { name: 'linear-key', prefixes: ['lin_api_'], alphabet: 'base62', min: 32 },
  { name: 'notion-token', prefixes: ['ntn_'], alphabet: 'base62', min: 40 },
  { name: 'onepassword-token', prefixes: ['ops_eyJ'], alphabet: 'base64url', min: 100 },
  { name: 'vault-token', prefixes: ['hvs.', 'hvb.'], alphabet: 'base64url', min: 24 },
  { name: 'terraform-token', prefixes: ['.atlasv1.'], alphabet: 'base64url', min: 60 },
  { name: 'docker-token', prefixes: ['dckr_pat_'], alphabet: 'base64url', min: 27 },
  { name: 'databricks-token', prefixes: ['dapi'], alphabet: 'hex', min: 32 },
  { name: 'doppler-token', prefixes: ['dp.pt.', 'dp.st.'], alphabet: 'dotted', min: 40 },
  { name: 'figma-token', prefixes: ['figd_'], alphabet: 'base64url', min: 40 },
  { name: 'groq-key', prefixes: ['gsk_'], alphabet: 'base62', min: 52 },
  { name: 'tailscale-key', prefixes: ['tskey-'], alphabet: 'base64url', min: 27 },
  { name: 'postman-key', prefixes: ['PMAK-'], alphabet: 'dashed', min: 59 },
];

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const digits = '0123456789';
const base62 = `${letters}${letters.toLowerCase()}${digits}`;

const members: Readonly<Record<Alphabet, string>> = {
  upper: letters + digits,
  base62,
  word: `${base62}_`,
  base64url: `${base62}_-`,
  base64: `${base62}+/=`,
  hex: `${digits}abcdefABCDEF`,
  dashed: `${base62}-`,
  path: `${base62}_-/`,
  dotted: `${base62}_-.`,
};

function tableOf(alphabet: string): Uint8Array {
  const table = new Uint8Array(128);
  for (const character of alphabet) table[character.charCodeAt(0)] = 1;
  return table;
}

/** Tables by alphabet: 1 at the code of every member. */
export const alphabetTables: Readonly<Record<Alphabet, Uint8Array>> = {
  upper: tableOf(members.upper),
  base62: tableOf(members.base62),
  word: tableOf(members.word),
  base64url: tableOf(members.base64url),
  base64: tableOf(members.base64),
  hex: tableOf(members.hex),
  dashed: tableOf(members.dashed),
  path: tableOf(members.path),
  dotted: tableOf(members.dotted),
};
