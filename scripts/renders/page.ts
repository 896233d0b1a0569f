/** The page that Node drives to render many hands at once. */
import { Sheet } from './sheet.ts';

const sheets = { open: Sheet.create };

declare global {
  interface Window {
    sheets: typeof sheets;
    sheet: Sheet;
  }
}
window.sheets = sheets;
