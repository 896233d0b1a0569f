import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { en } from '../../src/i18n/en.ts';

const COMPONENTS = join(import.meta.dirname, '../../src/components');

const sources = readdirSync(COMPONENTS, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(join(COMPONENTS, name), 'utf8') }));
const all = sources.map(({ text }) => text).join('\n');

/** Keys that are put together, like `nav.${screen}`, as patterns. */
const composed = [...all.matchAll(/\bt\(\s*`([^`]+)`/g)].map(
  ([, key]) => new RegExp(`^${(key ?? '').replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '.+')}$`),
);

test('every message is used somewhere', () => {
  const unused = Object.keys(en).filter(
    (key) => !all.includes(`'${key}'`) && !composed.some((pattern) => pattern.test(key)),
  );
  expect(unused).toEqual([]);
});

test('no template carries an inline style or handler: the policy would block it', () => {
  const offenders = sources
    .filter(({ text }) => /\sstyle=["$]|\son[a-z]+=["$]/.test(text))
    .map(({ name }) => name);
  expect(offenders).toEqual([]);
});
