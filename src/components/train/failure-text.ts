import { t } from '../../i18n/train.ts';

const MODEL_CODES = new Set([
  'embedder-failed',
  'worker-lost',
  'worker-died',
  'not-started',
  'backend-hung',
  'context-lost',
  'no-backend',
]);

/** What to do about a failure, in the person's words. */
export function failureText(code: string): string {
  if (MODEL_CODES.has(code)) return t('failure.model');
  if (code === 'zip-too-many-entries') return t('failure.zip-too-large');
  if (code === 'weights-mismatch') return t('failure.backbone-mismatch');
  const key = `failure.${code}`;
  return key in t.catalogue.en ? t(key as 'failure.unknown') : t('failure.unknown');
}
