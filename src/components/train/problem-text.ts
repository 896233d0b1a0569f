import { t } from '../../i18n/train.ts';

const KNOWN = new Set([
  'not-an-image',
  'image-corrupt',
  'image-too-large',
  'file-too-large',
  'duplicate-image',
  'duplicate-name',
  'path-escape',
  'symlink',
  'encrypted',
  'bomb',
  'unreadable',
] as const);
type Known = typeof KNOWN extends Set<infer Code> ? Code : never;

const DAMAGED = new Set(['overlapping-data', 'size-mismatch', 'checksum-mismatch', 'data-corrupt']);

/** Why a file was left out, in the person's words. */
export function problemText(code: string): string {
  if (KNOWN.has(code as Known)) return t(`problem.${code as Known}`);
  return DAMAGED.has(code) ? t('problem.damaged') : t('problem.unreadable');
}
