import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A mistake of whoever called the command; the message is the one sentence they see. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** `--help` was given; the message is what it prints. */
export class HelpAsked extends Error {
  override readonly name = 'HelpAsked';
}

export interface CommandSpec {
  /** How it is called: `npm run eval -- FOLDER [--json FILE]`. */
  usage: string;
  /** Names of what must be given without a flag, in order. */
  positionals: readonly string[];
  options: NonNullable<ParseArgsConfig['options']>;
}

export interface Arguments {
  positionals: string[];
  values: Record<string, string | boolean | undefined>;
}

/**
 * @throws UsageError for an unknown flag, a flag without its value, and too few or too many arguments.
 * @throws HelpAsked for `--help`, whatever else is given
 */
export function parseCommand(args: string[], { usage, positionals, options }: CommandSpec): Arguments {
  const how = `Usage: ${usage}`;
  if (args.includes('--help')) throw new HelpAsked(how);
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}. ${how}`);
  }
  const given = parsed.positionals;
  const missing = positionals[given.length];
  if (missing !== undefined) throw new UsageError(`${missing} is missing. ${how}`);
  if (given.length > positionals.length) {
    throw new UsageError(`"${given[positionals.length]}" is one argument too many. ${how}`);
  }
  return { positionals: given, values: parsed.values as Arguments['values'] };
}

/** @throws UsageError when the flag has another value. */
export function oneOf<T extends string>(
  { values }: Arguments,
  flag: string,
  choices: readonly T[],
  fallback: T,
): T {
  const value = values[flag] ?? fallback;
  const choice = choices.find((known) => known === value);
  if (choice === undefined) throw new UsageError(`--${flag} takes ${choices.join(', ')}, not "${value}".`);
  return choice;
}

/** @throws UsageError when the flag is no number in [min, max]. */
export function numberOf<T>(
  { values }: Arguments,
  flag: string,
  { min, max, fallback }: { min: number; max: number; fallback: T },
): number | T {
  const text = values[flag];
  if (text === undefined) return fallback;
  const value = Number(text);
  if (text === '' || !(value >= min && value <= max)) {
    throw new UsageError(`--${flag} takes a number from ${min} to ${max}, not "${text}".`);
  }
  return value;
}

export function textOf({ values }: Arguments, flag: string): string | undefined {
  const value = values[flag];
  return typeof value === 'string' ? value : undefined;
}

/** An absolute path, or undefined. */
export function pathOf(given: Arguments, flag: string): string | undefined {
  const value = textOf(given, flag);
  return value === undefined ? undefined : resolve(value);
}

/** Runs a command; a mistake ends it with its sentence and code 2, anything else that fails with code 1. */
export async function runCommand(command: (args: string[]) => Promise<void>): Promise<void> {
  try {
    await command(process.argv.slice(2));
  } catch (error) {
    if (error instanceof HelpAsked) {
      console.log(error.message);
    } else if (error instanceof UsageError) {
      console.error(error.message);
      process.exitCode = 2;
    } else {
      console.error(error);
      process.exitCode = 1;
    }
  }
}

/** @throws UsageError when the file cannot be written. */
export function writeFileOrFail(file: string, content: string | Uint8Array): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

export function writeJson(file: string | undefined, value: unknown): void {
  if (file !== undefined) writeFileOrFail(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** Columns as wide as they need to be: text to the left, everything else to the right. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [header, ...rows].map((row) => row.map(String));
  const widths = header.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const isText = header.map((_, i) => rows.every((row) => !/^-?[\d.]/.test(String(row[i]))));
  const pad = (cell: string, i: number) =>
    isText[i] ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0);
  return lines.map((line) => `  ${line.map(pad).join('  ')}`.trimEnd()).join('\n');
}

export function percent(fraction: number): string {
  return Number.isFinite(fraction) ? `${(100 * fraction).toFixed(1)}%` : '-';
}
