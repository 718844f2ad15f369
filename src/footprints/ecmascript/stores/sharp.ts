/** https://sharp.pixelplumbing.com/: `sharp(input).resize(200).toFile(output)` */
import type { EcmascriptDataLibrary } from '../library.js';
import { linksOf } from '../query/links.js';
import { UNKNOWN_JS } from '../query/rows.js';

export const sharp: EcmascriptDataLibrary = {
  id: 'sharp',
  packages: ['sharp'],
  read(chain, context) {
    const [made, ...steps] = linksOf(chain);
    if (made?.called !== true || steps.length === 0) return undefined;
    const [input] = made.args;
    const at = chain.whole;
    if (input !== undefined) context.record({ operation: 'read', resource: { kind: 'key', store: 'file', key: context.termOf(input) }, at });
    const output = steps.find(({ name }) => name === 'toFile')?.args[0];
    if (output !== undefined) context.record({ operation: 'write', resource: { kind: 'key', store: 'file', key: context.termOf(output) }, at });
    return UNKNOWN_JS;
  },
};
