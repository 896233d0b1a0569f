import { currentLanguage, formatMegabytes } from '../../i18n/index.ts';
import type { Shape } from '../../model/zoo/layers.ts';

/** `224 × 224 × 3`. */
export function shapeText(shape: Shape): string {
  return shape.join(' × ');
}

/** `4.1 B`, `61 K`: a large count in the language's short form. */
export function compact(value: number): string {
  return new Intl.NumberFormat(currentLanguage(), {
    notation: 'compact',
    maximumSignificantDigits: 3,
  }).format(value);
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** `1.4·10⁻¹⁵`, or `0.25` for what is near 1. */
export function scientific(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0 || (Math.abs(value) >= 0.01 && Math.abs(value) < 1000)) {
    return new Intl.NumberFormat(currentLanguage(), { maximumSignificantDigits: 3 }).format(value);
  }
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  const mantissa = new Intl.NumberFormat(currentLanguage(), { maximumSignificantDigits: 2 }).format(
    value / 10 ** exponent,
  );
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)]).join('');
  return `${mantissa}·10${exponent < 0 ? '⁻' : ''}${digits}`;
}

/** Binary megabytes with two decimals, as layer tables print them. */
export function mebibytes(bytes: number): string {
  return new Intl.NumberFormat(currentLanguage(), {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  }).format(bytes / 2 ** 20);
}

/** `247 kB` below a megabyte, else `98 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes >= 1e6) return formatMegabytes(bytes);
  return new Intl.NumberFormat(currentLanguage(), {
    style: 'unit',
    unit: 'kilobyte',
    maximumFractionDigits: 0,
  }).format(bytes / 1000);
}
