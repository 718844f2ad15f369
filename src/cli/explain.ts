/** The documentation page of a rule, as a terminal shows it. */
import { readFileSync } from 'node:fs';

/** @param rule the name of a rule */
export function explain(rule: string): string {
  return plainTextOf(readFileSync(new URL(`../../docs/rules/${rule}.md`, import.meta.url), 'utf8'));
}

const MARKER = /^<!--.*-->\n/gm;
const LINK = /\[([^\]]+)\]\((?:(https?:[^)\s]+)|[^)\s]+)\)/g;
const CODE = /(^```[^]*?^```$)/m;

/** Markdown without what only a browser needs: markers, and links to other pages. Code stays as it is. */
function plainTextOf(markdown: string): string {
  return markdown
    .replaceAll('\r\n', '\n')
    .replace(MARKER, '')
    .split(CODE)
    .map((part) => (part.startsWith('```') ? part : part.replace(LINK, (_link, text: string, url?: string) => (url === undefined ? text : `${text} (${url})`))))
    .join('');
}
