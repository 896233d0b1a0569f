/** Recording, reviewing and naming: the upper half of the Train screen. */
import type { Message } from '../define-messages.ts';

export const en = {
  title: 'Train',
  intro: 'Teach it your own hand: record the letters that go wrong, press Train, and use the result.',
  'not-ready': 'Opening your recordings',

  'grid.label': 'Letters and how many pictures you have of each',
  'grid.tile': '{label}: {captured} recorded, {imported} imported',
  'grid.imported': '+{count}',
  'grid.edit': 'Change the alphabet',

  'record.hold': 'Hold to record {label}',
  'record.stop': 'Stop',
  'record.hands-free': 'Hands-free',
  'record.hands-free-help': 'Counts to three, then records for a few seconds',
  'record.countdown': 'Get ready: {seconds}',
  'record.kept': { one: '{count} picture kept', other: '{count} pictures kept' },
  'record.hint': 'Move and turn your hand a little while you hold the sign: varied pictures teach more.',
  'record.needs-camera': 'Start the camera to record.',

  'fault.no-hand': 'No hand in the picture: passed over',
  'fault.blurred': 'Blurred by movement: passed over',
  'fault.same-as-last': 'The same as the last one: move a little',
  'fault.no-frame': 'Waiting for the camera',

  'skipped.no-hand': { one: '{count} without a hand', other: '{count} without a hand' },
  'skipped.blurred': { one: '{count} blurred', other: '{count} blurred' },
  'skipped.same-as-last': { one: '{count} alike', other: '{count} alike' },

  'review.title': 'Pictures of {label}',
  'review.none': 'No pictures of {label} yet.',
  'review.select': 'Picture {number}',
  'review.selected': { one: '{count} selected', other: '{count} selected' },
  'review.delete': 'Delete selected',
  'review.move': 'Move',
  'review.choose': 'Choose a letter',
  'review.all': 'Select all',

  'alphabet.help':
    'Class names are yours: train another alphabet, or drop letters you do not use. The live screen spells with it once you use a head trained on it.',
  'alphabet.new': 'New class',
  'alphabet.add': 'Add',
  'alphabet.rename': 'Rename {label}',
  'alphabet.remove': 'Remove {label}',
  'alphabet.reset': 'Back to the ASL alphabet',
  'alphabet.done': 'Done',
} as const;

export const ru: Record<keyof typeof en, Message> = {
  title: 'Обучение',
  intro:
    'Научите приложение своей руке: запишите буквы, которые оно путает, нажмите «Обучить» и включите результат.',
  'not-ready': 'Открываем ваши записи',

  'grid.label': 'Буквы и сколько снимков каждой у вас есть',
  'grid.tile': '{label}: записано {captured}, загружено {imported}',
  'grid.imported': '+{count}',
  'grid.edit': 'Изменить алфавит',

  'record.hold': 'Удерживайте, чтобы записать {label}',
  'record.stop': 'Стоп',
  'record.hands-free': 'Без рук',
  'record.hands-free-help': 'Отсчёт до трёх, затем запись в течение нескольких секунд',
  'record.countdown': 'Приготовьтесь: {seconds}',
  'record.kept': {
    one: '{count} снимок сохранён',
    few: '{count} снимка сохранено',
    many: '{count} снимков сохранено',
    other: '{count} снимка сохранено',
  },
  'record.hint': 'Удерживая знак, немного двигайте и поворачивайте руку: разные снимки учат лучше.',
  'record.needs-camera': 'Чтобы записывать, включите камеру.',

  'fault.no-hand': 'На снимке нет руки: пропущен',
  'fault.blurred': 'Смазан движением: пропущен',
  'fault.same-as-last': 'Такой же, как прошлый: подвигайте рукой',
  'fault.no-frame': 'Ждём камеру',

  'skipped.no-hand': {
    one: '{count} без руки',
    few: '{count} без руки',
    many: '{count} без руки',
    other: '{count} без руки',
  },
  'skipped.blurred': {
    one: '{count} смазан',
    few: '{count} смазаны',
    many: '{count} смазано',
    other: '{count} смазано',
  },
  'skipped.same-as-last': {
    one: '{count} одинаковый',
    few: '{count} одинаковых',
    many: '{count} одинаковых',
    other: '{count} одинаковых',
  },

  'review.title': 'Снимки {label}',
  'review.none': 'Снимков {label} пока нет.',
  'review.select': 'Снимок {number}',
  'review.selected': {
    one: 'Выбран {count}',
    few: 'Выбрано {count}',
    many: 'Выбрано {count}',
    other: 'Выбрано {count}',
  },
  'review.delete': 'Удалить выбранные',
  'review.move': 'Перенести',
  'review.choose': 'Выберите букву',
  'review.all': 'Выбрать все',

  'alphabet.help':
    'Имена классов — ваши: обучите другой алфавит или уберите буквы, которые не нужны. Экран набора перейдёт на него, когда вы включите обученный на нём слой.',
  'alphabet.new': 'Новый класс',
  'alphabet.add': 'Добавить',
  'alphabet.rename': 'Переименовать {label}',
  'alphabet.remove': 'Убрать {label}',
  'alphabet.reset': 'Вернуть алфавит ASL',
  'alphabet.done': 'Готово',
};
