/** The language of the interface: one value for the page, with an event when it changes. */

export const LANGUAGES = ['en', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Fires `change` after the language changed. */
export const languageEvents = new EventTarget();

let current: Language = preferredLanguage(typeof navigator === 'undefined' ? [] : navigator.languages);

/** The first of the person's languages that the catalogue has, or English. */
export function preferredLanguage(tags: readonly string[]): Language {
  for (const tag of tags) {
    const primary = tag.toLowerCase().split('-')[0];
    const known = LANGUAGES.find((language) => language === primary);
    if (known) return known;
  }
  return 'en';
}

export function currentLanguage(): Language {
  return current;
}

/** Switches every listener's text; `auto` follows the browser. The document's `lang` follows too. */
export function setLanguage(choice: Language | 'auto'): void {
  current = choice === 'auto' ? preferredLanguage(navigator.languages) : choice;
  if (typeof document !== 'undefined') document.documentElement.lang = current;
  languageEvents.dispatchEvent(new Event('change'));
}
