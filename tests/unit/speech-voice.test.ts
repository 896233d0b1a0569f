import { expect, test } from 'vitest';
import { pickVoice } from '../../src/components/controllers/speech-controller.ts';

const voice = (name: string, lang: string, localService: boolean): SpeechSynthesisVoice => ({
  name,
  lang,
  localService,
  default: false,
  voiceURI: name,
});

test('an offline voice of the language comes before all others, and any offline voice before an online one', () => {
  const online = voice('online', 'en-US', false);
  const russian = voice('russian', 'ru-RU', true);
  const english = voice('english', 'en-GB', true);
  expect(pickVoice([online, russian, english], 'en')).toBe(english);
  expect(pickVoice([online, russian], 'en')).toBe(russian);
  expect(pickVoice([online], 'en')).toBe(online);
  expect(pickVoice([], 'en')).toBeNull();
});
