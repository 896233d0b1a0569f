/** Strings of the Train screen, by its parts. */
import { defineMessages } from './define-messages.ts';
import * as capture from './train/capture.ts';
import * as check from './train/check.ts';
import * as data from './train/data.ts';
import * as failure from './train/failure.ts';
import * as run from './train/run.ts';

export const t = defineMessages({
  en: {
    ...capture.en,
    ...check.en,
    ...data.en,
    ...failure.en,
    ...run.en,
  },
  ru: {
    ...capture.ru,
    ...check.ru,
    ...data.ru,
    ...failure.ru,
    ...run.ru,
  },
});
