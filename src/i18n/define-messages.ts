/**
 * A typed catalogue. English is the source: it names the keys and the `{placeholders}`; Russian must have the same
 * keys. A message with a count is an object of plural forms (`Intl.PluralRules`: one, few, many, other).
 */
import { currentLanguage, type Language } from './language.ts';

export interface PluralForms {
  one?: string;
  few?: string;
  many?: string;
  other: string;
}
export type Message = string | PluralForms;
export type Messages = Record<string, Message>;

type Placeholders<M> = M extends string
  ? M extends `${string}{${infer Name}}${infer Rest}`
    ? Name | Placeholders<Rest>
    : never
  : M extends { other: infer Other }
    ? 'count' | Placeholders<Other>
    : never;

type Arguments<M> = [Placeholders<M>] extends [never]
  ? []
  : [params: Record<Placeholders<M>, string | number>];

export interface Translate<C extends Messages> {
  /** The message in the current language, its placeholders filled; numbers are written as the language writes them. */
  <K extends keyof C & string>(key: K, ...params: Arguments<C[K]>): string;
  readonly catalogue: Record<Language, Messages>;
}

/**
 * Makes a `t` for one catalogue:
 *
 *     const t = defineMessages({
 *       en: { title: 'Train', images: { one: '{count} image', other: '{count} images' } },
 *       ru: { title: 'Обучение', images: { one: '{count} снимок', few: '{count} снимка', many: '{count} снимков', other: '{count} снимка' } },
 *     });
 *     t('title'); t('images', { count: 3 });
 *
 * Keys and placeholders are checked by the compiler.
 */
export function defineMessages<const C extends Messages>(catalogue: {
  en: C;
  ru: Record<keyof NoInfer<C>, Message>;
}): Translate<C> {
  const tables = catalogue as Record<Language, Messages>;
  const translate = (key: string, params: Record<string, string | number> = {}): string => {
    const language = currentLanguage();
    const message = tables[language][key] ?? tables.en[key] ?? key;
    return fill(pickForm(message, language, params.count), params, language);
  };
  return Object.assign(translate, { catalogue: tables }) as Translate<C>;
}

function pickForm(message: Message, language: Language, count: string | number | undefined): string {
  if (typeof message === 'string') return message;
  const category = new Intl.PluralRules(language).select(Number(count ?? 0));
  return message[category as keyof PluralForms] ?? message.other;
}

function fill(template: string, params: Record<string, string | number>, language: Language): string {
  return template.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = params[name];
    if (value === undefined) return placeholder;
    return typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : value;
  });
}
