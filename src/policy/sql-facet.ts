/** What the SQL among the arguments of a call does. */
export interface SqlFacet {
  /** Whether there is any. */
  readonly present: boolean;
  /** First words of the statements, upper case; `UNKNOWN` for what cannot be read without doubt. */
  readonly kinds: ReadonlySet<string>;
  /** Lower case, as written: `schema.table`. */
  readonly tables: ReadonlySet<string>;
  /** Whether anything but reading may happen. */
  readonly writes: boolean;
}

/** Names under which tools take SQL; compared without case, `_` and `-`. */
const sqlNames = /^(?:sql|query|statement|stmt|querytext|sqltext|sqlquery|rawsql|command)$/;
/** Statements start with one of these; a `query` argument that starts with another word is no SQL. */
const verbs: ReadonlySet<string> = new Set(
  (
    'SELECT INSERT UPDATE DELETE MERGE REPLACE UPSERT WITH VALUES TABLE CREATE ALTER DROP TRUNCATE RENAME COMMENT GRANT REVOKE ' +
    'CALL EXEC EXECUTE DO COPY LOAD IMPORT EXPORT EXPLAIN ANALYZE DESCRIBE DESC SHOW SET USE BEGIN START COMMIT ROLLBACK ' +
    'SAVEPOINT RELEASE LOCK UNLOCK VACUUM ATTACH DETACH PRAGMA DECLARE FETCH PREPARE DEALLOCATE LISTEN NOTIFY REINDEX CLUSTER'
  ).split(' '),
);
const reading: ReadonlySet<string> = new Set(['SELECT', 'SHOW', 'DESCRIBE', 'DESC', 'EXPLAIN', 'VALUES']);
/** Words that write wherever they stand as words of their own: in a CTE, behind EXPLAIN ANALYZE, SELECT ... INTO. */
const writing: ReadonlySet<string> = new Set(
  'INSERT UPDATE DELETE MERGE REPLACE UPSERT CREATE ALTER DROP TRUNCATE GRANT REVOKE CALL EXEC EXECUTE COPY LOAD INTO OUTFILE DUMPFILE ATTACH LOCK'.split(
    ' ',
  ),
);
/** Functions that reach out of a SELECT: files, other servers, settings, sequences. */
const reaching =
  /^(?:pg_read_(?:binary_)?file|pg_ls_dir|pg_sleep|lo_import|lo_export|dblink\w*|load_file|load_extension|readfile|writefile|xp_\w+|sp_\w+|openrowset|opendatasource|setval|nextval|set_config|query_to_xml\w*|sleep|benchmark|utl_\w+|sys_\w+)$/i;

/** Longest text read as SQL, UTF-16 units; more is `UNKNOWN`. */
const maxSqlLength = 64 * 1024;

/** One piece: comment, string, quoted name, word, number, mark. What fits none is one mark. */
const piece =
  /\s+|--[^\n]*|#[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/|'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[A-Za-z_][^\]]*\]|[\p{L}_][\p{L}\p{N}_$]*|\d[\w.]*|[\s\S]/gu;

/** Reads the SQL among arguments, given by path and text. Whatever it is not sure of counts as writing. */
export function readSql(named: Iterable<readonly [path: string, text: string]>): SqlFacet {
  const kinds = new Set<string>();
  const tables = new Set<string>();
  for (const [path, text] of named) {
    const name = /[^.[\]"]+(?="?\]?$)/.exec(path.replace(/\[\d+\]$/, ''))?.[0] ?? '';
    if (!sqlNames.test(name.toLowerCase().replaceAll(/[_-]/g, ''))) continue;
    if (isSql(name, text)) readStatements(text, kinds, tables);
  }
  const present = kinds.size > 0;
  return { present, kinds, tables, writes: [...kinds].some((kind) => !reading.has(kind)) };
}

/** Under `sql` everything is; under names that may be anything, what begins as a statement or hides how it begins. */
function isSql(name: string, text: string): boolean {
  if (/sql|statement|stmt/i.test(name)) return text.trim() !== '';
  const first = /^[\s(;]*([\p{L}_]+)/u.exec(text)?.[1];
  return first === undefined ? /^[\s(;]*(?:--|\/\*|#)/.test(text) : verbs.has(first.normalize('NFKC').toUpperCase());
}

interface Token {
  readonly kind: 'word' | 'name' | 'mark';
  readonly text: string;
}

function readStatements(text: string, kinds: Set<string>, tables: Set<string>): void {
  // MySQL runs what stands in /*! */, and a text that ends inside a string or comment was cut by someone.
  if (text.length > maxSqlLength || text.includes('/*!') || text.includes('/*+')) {
    kinds.add('UNKNOWN');
    return;
  }
  for (const tokens of statementsOf(text, kinds)) readStatement(tokens, kinds, tables);
}

function statementsOf(text: string, kinds: Set<string>): readonly (readonly Token[])[] {
  const statements: Token[][] = [[]];
  for (const [part] of text.matchAll(piece)) {
    const first = part[0] ?? '';
    if (/^\s/.test(part) || part.startsWith('--') || part.startsWith('/*') || (first === '#' && part.length > 1))
      continue;
    if (part === ';') statements.push([]);
    else statements.at(-1)?.push(tokenOf(part, kinds));
  }
  return statements.filter((tokens) => tokens.length > 0);
}

/** Marks after which two databases may read different things: an end of a string that is missing, a dollar quote. */
const doubtful: ReadonlySet<string> = new Set(["'", '"', '`', '\\', '$']);

function tokenOf(part: string, kinds: Set<string>): Token {
  const first = part[0] ?? '';
  if (part.length > 1 && '"`['.includes(first)) return { kind: 'name', text: part.slice(1, -1).toLowerCase() };
  if (/^[\p{L}_]/u.test(part)) {
    // A look-alike letter in a word is no keyword to a database, nor one to us: but then it is not sure either.
    if (/[^\p{ASCII}]/u.test(part)) kinds.add('UNKNOWN');
    return { kind: 'word', text: part };
  }
  // A backslash in a string means one thing to MySQL, another to others.
  if (doubtful.has(part) || (first === "'" && part.includes('\\'))) kinds.add('UNKNOWN');
  return { kind: 'mark', text: part };
}

function readStatement(tokens: readonly Token[], kinds: Set<string>, tables: Set<string>): void {
  const first = tokens.find((token) => token.text !== '(');
  const verb = first?.kind === 'word' ? first.text.toUpperCase() : '';
  const found = new Set(tokens.flatMap((token, i) => (token.kind === 'word' ? kindsAt(tokens, i, verb) : [])));
  if (verb !== 'WITH') found.add(verbs.has(verb) ? verb : 'UNKNOWN');
  if (found.size === 0) found.add('UNKNOWN');
  for (const kind of found) kinds.add(kind);
  for (const [i, token] of tokens.entries()) {
    if (token.kind === 'word' && beforeTable.has(token.text.toUpperCase())) readTables(tokens, i + 1, tables);
  }
}

function isOpen(token: Token | undefined): boolean {
  return token?.text === '(';
}

/** What a word says about its statement. */
function kindsAt(tokens: readonly Token[], at: number, verb: string): readonly string[] {
  const { text = '' } = tokens[at] ?? {};
  const word = text.toUpperCase();
  const isCalled = isOpen(tokens[at + 1]);
  if (isCalled && reaching.test(text)) return ['UNKNOWN'];
  if (word === 'SELECT' && verb === 'WITH') return ['SELECT'];
  if (tokens[at - 1]?.text === '.' || isHarmless(word, verb, isCalled && at > 0)) return [];
  return writing.has(word) ? [word] : [];
}

/** The INTO of an INSERT, and the function REPLACE. */
function isHarmless(word: string, verb: string, isFunction: boolean): boolean {
  return word === 'INTO' ? verb === 'INSERT' : word === 'REPLACE' && isFunction;
}

const beforeTable: ReadonlySet<string> = new Set('FROM JOIN INTO UPDATE TABLE TRUNCATE USING DESCRIBE'.split(' '));
const fillers: ReadonlySet<string> = new Set('ONLY TABLE IF NOT EXISTS LATERAL IGNORE OR REPLACE INTO'.split(' '));

/** Adds the table that begins at a token, and those after commas. */
function readTables(tokens: readonly Token[], from: number, tables: Set<string>): void {
  for (let at = from; at < tokens.length;) {
    while (isFiller(tokens[at])) at++;
    const end = nameEnd(tokens, at);
    const name = tokens
      .slice(at, end)
      .map(({ text }) => text.toLowerCase())
      .join('');
    if (name === '' || name === 'select') return;
    tables.add(name);
    // An alias may stand before the comma.
    const next = [end, end + 1, end + 2].find((i) => tokens[i]?.text === ',' && !hasMark(tokens.slice(end, i)));
    if (next === undefined) return;
    at = next + 1;
  }
}

function isFiller(token: Token | undefined): boolean {
  return token?.kind === 'word' && fillers.has(token.text.toUpperCase());
}

function hasMark(tokens: readonly Token[]): boolean {
  return tokens.some(({ kind }) => kind === 'mark');
}

/** The end of `a`, `a.b`, `a.b.c` that begins at a token. */
function nameEnd(tokens: readonly Token[], from: number): number {
  let at = from;
  while ((tokens[at]?.kind ?? 'mark') !== 'mark') {
    if (tokens[at + 1]?.text !== '.') return at + 1;
    at += 2;
  }
  return at;
}
