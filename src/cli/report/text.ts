/** Pieces of the report for people that all of its parts use. */
import { messageOf, ruleNameOf, type Entry } from '../result.js';
import { harmless, type Paint } from './paint.js';

const WIDTH = 98;

/** `media/views.py:31:5  request upload  prefer-chain`. */
export function renderHead(entry: Entry, paint: Paint): string {
  const { file, start } = entry;
  const { role, name } = entry.kind === 'finding' ? entry.finding.run.routine : entry.report.routine;
  const place = harmless(`${file}:${String(start.line)}:${String(start.column)}`);
  return `${paint('bold', place)}  ${paint('cyan', role)} ${harmless(name)}  ${paint('dim', ruleNameOf(entry))}\n`;
}

/** What an entry says, in lines that are not too long. */
export function renderMessageOf(entry: Entry): string {
  return `${indented(wrapped(harmless(messageOf(entry))))}\n`;
}

export function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

export function plural(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function wrapped(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}
