import { openDatabase } from './database.ts';
import { guarded } from './storage-error.ts';
import { transact } from './transact.ts';

const KEY = 'text';

/** The text as it was when the page was last left; empty when there is none. @throws {StorageError} */
export async function loadText(): Promise<{ text: string; caret: number }> {
  return guarded(async () => {
    const record = await (await openDatabase()).get('text', KEY);
    if (typeof record?.text !== 'string') return { text: '', caret: 0 };
    const caret = Number.isInteger(record.caret) ? record.caret : record.text.length;
    return { text: record.text, caret: Math.min(Math.max(caret, 0), record.text.length) };
  });
}

/** @throws {StorageError} */
export async function saveText(text: string, caret: number): Promise<void> {
  await transact(['text'], (transaction) => transaction.objectStore('text').put({ text, caret }, KEY));
}
