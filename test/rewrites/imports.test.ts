import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/analysis/edit.js';
import { findFreeName, planImports } from '../../src/rewrites/imports.js';
import { moduleOf } from './rewriting.js';

const CANVAS = 'task-canvas/bullmq';

/** The text with `names` of a module imported. */
function imported(text: string, names: readonly string[], { from = CANVAS, path = '/project/src/a.ts' } = {}): string {
  const plan = planImports(
    moduleOf(text, path),
    names.map((name) => ({ from, name })),
  );
  return applyEdits(text, plan.edits);
}

describe('a new import', () => {
  it.each([
    [
      'behind the last one',
      "import a from 'a';\nimport b from 'b'; // b\n\nf();\n",
      "import a from 'a';\nimport b from 'b'; // b\nimport { chain, si } from 'task-canvas/bullmq';\n\nf();\n",
    ],
    ['with the quotes of the file', 'import a from "a"\nf()\n', 'import a from "a"\nimport { chain, si } from "task-canvas/bullmq"\nf()\n'],
    [
      'with the line ending of the file',
      "import a from 'a';\r\nf();\r\n",
      "import a from 'a';\r\nimport { chain, si } from 'task-canvas/bullmq';\r\nf();\r\n",
    ],
    [
      'before a `;` that guards the next line',
      "import a from 'a'\n;[1].map(f)\n",
      "import a from 'a'\nimport { chain, si } from 'task-canvas/bullmq'\n;[1].map(f)\n",
    ],
    [
      'between statements of one line',
      "import a from 'a'; f();\n",
      "import a from 'a';\nimport { chain, si } from 'task-canvas/bullmq';\n f();\n",
    ],
    [
      'at the end of a file without a line ending',
      "import a from 'a';",
      "import a from 'a';\nimport { chain, si } from 'task-canvas/bullmq';",
    ],
    ['below a licence', '/*! Copyright */\n\nf();\n', "/*! Copyright */\n\nimport { chain, si } from 'task-canvas/bullmq';\nf();\n"],
    ['below `// @ts-check`', '// @ts-check\nf();\n', "// @ts-check\nimport { chain, si } from 'task-canvas/bullmq';\nf();\n"],
    [
      'above a doc comment',
      '/** Does f. */\nexport function f() {}\n',
      "import { chain, si } from 'task-canvas/bullmq';\n/** Does f. */\nexport function f() {}\n",
    ],
    [
      'below directives',
      "'use client';\n'use strict';\nexport const a = 1;\n",
      "'use client';\n'use strict';\nimport { chain, si } from 'task-canvas/bullmq';\nexport const a = 1;\n",
    ],
    [
      'below `#!`',
      '#!/usr/bin/env node\nexport const a = 1;\n',
      "#!/usr/bin/env node\nimport { chain, si } from 'task-canvas/bullmq';\nexport const a = 1;\n",
    ],
    [
      'beside a type-only import',
      `import type { Chain } from '${CANVAS}';\n`,
      `import type { Chain } from '${CANVAS}';\nimport { chain, si } from '${CANVAS}';\n`,
    ],
    [
      'beside a namespace import',
      `import * as canvas from '${CANVAS}';\n`,
      `import * as canvas from '${CANVAS}';\nimport { chain, si } from '${CANVAS}';\n`,
    ],
  ])('stands %s', (_, before, after) => {
    expect(imported(before, ['chain', 'si'])).toBe(after);
  });
});

describe('an import that is there', () => {
  it.each([
    ['is used', `import { chain, si } from '${CANVAS}';\n`, `import { chain, si } from '${CANVAS}';\n`],
    ['gets the name that it lacks', `import { si } from '${CANVAS}';\n`, `import { si, chain } from '${CANVAS}';\n`],
    ['keeps a trailing comma', `import { si, } from '${CANVAS}';\n`, `import { si, chain, } from '${CANVAS}';\n`],
    [
      'keeps its lines',
      `import {\n  a,\n  si, // it\n} from '${CANVAS}';\n`,
      `import {\n  a,\n  si, // it\n  chain,\n} from '${CANVAS}';\n`,
    ],
    [
      'keeps its lines without a trailing comma',
      `import {\n\ta,\n\tsi // it\n} from '${CANVAS}';\n`,
      `import {\n\ta,\n\tsi, // it\n\tchain\n} from '${CANVAS}';\n`,
    ],
    ['of the default gets braces', `import canvas from '${CANVAS}';\n`, `import canvas, { chain, si } from '${CANVAS}';\n`],
    [
      'of a type of that name is no value',
      `import { type chain, si } from '${CANVAS}';\n`,
      `import { type chain, si, chain as chainTasks } from '${CANVAS}';\n`,
    ],
  ])('%s', (_, before, after) => {
    expect(imported(before, ['chain', 'si'])).toBe(after);
  });

  it('is known by its own name', () => {
    const plan = planImports(moduleOf(`import { chain as c } from '${CANVAS}';\n`), [{ from: CANVAS, name: 'chain' }]);
    expect(plan.local({ from: CANVAS, name: 'chain' })).toBe('c');
    expect(plan.edits).toEqual([]);
    expect(() => plan.local({ from: CANVAS, name: 'si' })).toThrow(RangeError);
  });
});

describe('CommonJS', () => {
  const path = '/project/src/a.js';

  it.each([
    [
      'gets a line of its own',
      "'use strict';\n\nconst a = require('a');\nrequire('dotenv').config();\nconst { b } = require('b').c;\n\nfunction f() { const d = require('d'); }\n",
      "'use strict';\n\nconst a = require('a');\nrequire('dotenv').config();\nconst { b } = require('b').c;\nconst { chain, si } = require('task-canvas/bullmq');\n\nfunction f() { const d = require('d'); }\n",
    ],
    [
      'is merged',
      `const { si } = require("${CANVAS}")\nmodule.exports = 1\n`,
      `const { si, chain } = require("${CANVAS}")\nmodule.exports = 1\n`,
    ],
    [
      'gets an alias',
      `const chain = require('lodash').chain;\n`,
      `const chain = require('lodash').chain;\nconst { chain: chainTasks, si } = require('${CANVAS}');\n`,
    ],
    [
      'begins with it',
      `'use strict'\nmodule.exports = f\n`,
      `'use strict'\nconst { chain, si } = require('${CANVAS}')\nmodule.exports = f\n`,
    ],
  ])('%s', (_, before, after) => {
    expect(imported(before, ['chain', 'si'], { path })).toBe(after);
  });
});

describe('a name that is taken', () => {
  it.each([
    ['at the top', "import { chain } from 'lodash';\n"],
    ['in a function', "import a from 'a';\nfunction f() { const chain = 1; return chain; }\n"],
    ['as a parameter', "import a from 'a';\nfunction f(chain) { return chain; }\n"],
    ['as a global', "import a from 'a';\nchain.x();\n"],
  ])('%s gets an alias', (_, text) => {
    expect(imported(text, ['chain', 'si'])).toContain(`import { chain as chainTasks, si } from '${CANVAS}';\n`);
  });

  it('is counted on', () => {
    expect(imported("import { chain, chainTasks } from 'a';\n", ['chain'])).toContain('chain as chainTasks2');
    expect(findFreeName(moduleOf('const flowProducer = 1;\n'), 'flowProducer')).toBe('flowProducer2');
  });

  it('as a property or a type of its own is free', () => {
    expect(imported("import a from 'a';\na.chain({ chain: 1 });\n", ['chain'])).toContain('import { chain } from');
  });
});
