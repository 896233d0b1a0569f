import { expect, test } from 'vitest';
import { failureText } from '../../../src/components/train/failure-text.ts';

test.each([
  [
    'a model that was lost in every way there is',
    ['backend-hung', 'context-lost', 'worker-died', 'not-started', 'embedder-failed'],
  ],
  ['storage', ['quota', 'blocked', 'newer-schema', 'unavailable', 'corrupt']],
  [
    'a zip',
    ['not-a-zip', 'zip-truncated', 'zip-corrupt', 'zip-multi-disk', 'zip-too-many-entries', 'zip-too-large'],
  ],
  [
    'a head file',
    ['head-file-invalid', 'head-file-checksum', 'head-file-newer', 'backbone-mismatch', 'labels-invalid'],
  ],
])('%s has a sentence that says what to do', (_, codes) => {
  for (const code of codes) expect(failureText(code), code).not.toBe(failureText('unheard-of'));
});
