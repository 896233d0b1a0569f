/**
 * Every visible string. The shell's own catalogue is `t`; a larger part of the app adds a file of its own here
 * (`src/i18n/<part>.ts`) with `export const t = defineMessages({ en: {...}, ru: {...} })`. Elements extend
 * HandspellElement (or add a LocalizeController) and call `t` in `render()`, so that they follow the language.
 */
import { defineMessages } from './define-messages.ts';
import { en } from './en.ts';
import { ru } from './ru.ts';

export { defineMessages } from './define-messages.ts';
export * from './format.ts';
export { currentLanguage, LANGUAGES, type Language, languageEvents, setLanguage } from './language.ts';
export { LocalizeController } from './localize-controller.ts';

export const t = defineMessages({ en, ru });
