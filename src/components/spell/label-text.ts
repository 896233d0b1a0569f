import { t } from '../../i18n/index.ts';

/** A class label as it is shown: letters stay letters, the signs that are words get their word. */
export function labelText(label: string): string {
  if (label === 'space' || label === 'del' || label === 'nothing') return t(`label.${label}`);
  return label;
}
