// Preloaded into a child process, this writes the address of each module that it loads to the file RECORD_MODULES.
import { register } from 'node:module';

const hooks = `
import { appendFileSync } from 'node:fs';
export function load(url, context, next) {
  appendFileSync(${JSON.stringify(process.env['RECORD_MODULES'])}, url + '\\n');
  return next(url, context);
}`;

register(`data:text/javascript,${encodeURIComponent(hooks)}`);
