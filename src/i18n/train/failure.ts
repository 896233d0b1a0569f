/** What to do about a failure, by its code. */
import type { Message } from '../define-messages.ts';

export const en = {
  'failure.dismiss': 'Close',
  'failure.export': 'Save your recordings as a zip',
  'failure.unknown': 'That did not work. Try again; “About this device” has the details.',
  'failure.unavailable':
    'This browser does not let the app store anything. Leave private browsing, or use another browser.',
  'failure.blocked': 'Another tab of this app is in the way. Close it and try again.',
  'failure.newer-schema': 'A newer version of this app stored your data. Reload the page to use it.',
  'failure.quota':
    'The device is full. What you have is kept: save it as a zip, delete what you do not need, and go on.',
  'failure.corrupt': 'This head is damaged and was not used. Choose another one.',
  'failure.not-a-zip': 'This file is not a zip.',
  'failure.zip-truncated': 'This zip is cut short. Download it again.',
  'failure.zip-corrupt': 'This zip is damaged. Download it again.',
  'failure.zip-multi-disk': 'This is one part of a zip in several parts. Join them first.',
  'failure.zip-too-large': 'This zip lists more than this app can take in.',
  'failure.empty-source': 'There are no pictures in there.',
  'failure.nothing-to-train':
    'There is nothing to train on yet. Record pictures or choose a dataset; imported pictures must be imported again after the model changed.',
  'failure.one-class': 'From zero, at least two letters need pictures.',
  'failure.backbone-mismatch': 'This head was trained for another version of the model. Train it again here.',
  'failure.labels-invalid':
    'Class names must differ, be 1 to 24 signs long, and have no slashes. There must be at least two.',
  'failure.head-file-invalid': 'This is not a head file of this app.',
  'failure.head-file-checksum': 'This head file was changed or damaged on the way.',
  'failure.head-file-newer': 'This head file comes from a newer version of the app. Update first.',
  'failure.busy-in-another-tab': 'Another tab is already at it. Wait for it, or close it.',
  'failure.model': 'The model stopped working here. Finished pictures and epochs are kept: try again.',
  'failure.unreadable': 'This browser cannot open folders. Drop the folder here, or choose a zip.',
} as const;

export const ru: Record<keyof typeof en, Message> = {
  'failure.dismiss': 'Закрыть',
  'failure.export': 'Сохранить записи как zip',
  'failure.unknown': 'Не получилось. Попробуйте ещё раз; подробности на экране «Об этом устройстве».',
  'failure.unavailable':
    'Браузер не разрешает приложению ничего хранить. Выйдите из приватного режима или возьмите другой браузер.',
  'failure.blocked': 'Мешает другая вкладка этого приложения. Закройте её и попробуйте ещё раз.',
  'failure.newer-schema': 'Данные сохранила более новая версия приложения. Перезагрузите страницу.',
  'failure.quota':
    'На устройстве нет места. Всё, что есть, сохранено: сохраните это как zip, удалите лишнее и продолжайте.',
  'failure.corrupt': 'Этот слой повреждён и не включён. Выберите другой.',
  'failure.not-a-zip': 'Это не zip-архив.',
  'failure.zip-truncated': 'Архив обрывается. Скачайте его ещё раз.',
  'failure.zip-corrupt': 'Архив повреждён. Скачайте его ещё раз.',
  'failure.zip-multi-disk': 'Это одна часть многотомного архива. Сначала соедините части.',
  'failure.zip-too-large': 'В архиве больше файлов, чем приложение может принять.',
  'failure.empty-source': 'Там нет снимков.',
  'failure.nothing-to-train':
    'Обучать пока не на чем. Запишите снимки или выберите набор данных; после смены модели загруженные снимки нужно загрузить снова.',
  'failure.one-class': 'С нуля нужны снимки хотя бы двух букв.',
  'failure.backbone-mismatch': 'Этот слой обучен для другой версии модели. Обучите его здесь заново.',
  'failure.labels-invalid':
    'Имена классов должны различаться, быть длиной от 1 до 24 знаков и без косых черт. Их должно быть не меньше двух.',
  'failure.head-file-invalid': 'Это не файл слоя этого приложения.',
  'failure.head-file-checksum': 'Файл слоя изменён или повреждён в пути.',
  'failure.head-file-newer': 'Файл слоя из более новой версии приложения. Сначала обновите его.',
  'failure.busy-in-another-tab': 'Этим уже занята другая вкладка. Подождите её или закройте.',
  'failure.model': 'Модель здесь перестала работать. Готовые снимки и эпохи сохранены: попробуйте ещё раз.',
  'failure.unreadable': 'Браузер не умеет открывать папки. Перетащите папку сюда или выберите zip.',
};
