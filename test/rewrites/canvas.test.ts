import { describe, expect, it } from 'vitest';
import type { Needs } from './conflicts.js';
import { hazardsOf, rewriteOf, rewritten, type Given } from './rewriting.js';

const IMPORT = "import { imageQueue, thumbQueue, mailQueue } from './queues';\n";

/** A function body between an import and a closing brace. */
function inFunction(body: string, head = 'async function upload(imageId, userId, image)'): string {
  return `${IMPORT}\n${head} {\n${body}}\n`;
}

function bodyOf(text: string, given: Given = {}, head?: string): string {
  const result = rewritten(inFunction(text, head), given);
  const start = result.indexOf(') {\n');
  return result.startsWith('refused') ? result : result.slice(start + 4, -2);
}

describe('the upload', () => {
  const fanOut = inFunction(
    "  await imageQueue.add('process', { imageId });\n  await thumbQueue.add('thumbnail', { imageId });\n  await mailQueue.add('notify', { userId });\n",
  );

  it('becomes a chain', () => {
    expect(rewritten(fanOut)).toBe(`import { imageQueue, thumbQueue, mailQueue } from './queues';
import { chain, si } from 'task-canvas/bullmq';

async function upload(imageId, userId, image) {
  await chain(
    si(imageQueue, 'process', { imageId }),
    si(thumbQueue, 'thumbnail', { imageId }),
    si(mailQueue, 'notify', { userId }),
  ).delay();
}
`);
  });

  it('keeps the order of one task on several data: a flow has no group behind a step', () => {
    const body = "  await imageQueue.add('process', { imageId });\n  await mailQueue.add('notify', { imageId });\n  await mailQueue.add('notify', { userId });\n";
    expect(bodyOf(body)).not.toContain('group');
    expect(bodyOf(body).match(/^ {4}si\(/gm)).toHaveLength(3);
  });

  it('becomes a pipe', () => {
    expect(rewritten(fanOut, { style: 'pipe' })).toBe(`import { imageQueue, thumbQueue, mailQueue } from './queues';
import { si } from 'task-canvas/bullmq';

async function upload(imageId, userId, image) {
  await si(imageQueue, 'process', { imageId })
    .pipe(si(thumbQueue, 'thumbnail', { imageId }))
    .pipe(si(mailQueue, 'notify', { userId }))
    .delay();
}
`);
  });

  it('needs task-canvas', () => {
    expect(rewriteOf(fanOut)).toMatchObject({ kind: 'rewrite', packages: ['task-canvas'] });
  });
});

describe('formatting', () => {
  it('keeps comments and blank lines with their step', () => {
    const body = `  // above
  await imageQueue.add('process', { imageId }); // first

  // then
  await thumbQueue.add('thumbnail', { imageId }) /* odd */; // second
  /*
   * last
   */
  await /* now */ mailQueue.add('notify', { imageId }); // third
  done();
`;
    expect(bodyOf(body)).toBe(`  // above
  await chain(
    si(imageQueue, 'process', { imageId }), // first

    // then
    si(thumbQueue, 'thumbnail', { imageId }), /* odd */ // second
    /*
     * last
     */
    /* now */ si(mailQueue, 'notify', { imageId }),
  ).delay(); // third
  done();
`);
    expect(bodyOf(body, { style: 'pipe' })).toBe(`  // above
  await si(imageQueue, 'process', { imageId }) // first

    // then
    .pipe(si(thumbQueue, 'thumbnail', { imageId })) /* odd */ // second
    /*
     * last
     */
    .pipe(/* now */ si(mailQueue, 'notify', { imageId }))
    .delay(); // third
  done();
`);
  });

  it('keeps CRLF', () => {
    const text = inFunction("  await imageQueue.add('a', {\n    imageId,\n  });\n  await thumbQueue.add('b', { imageId });\n").replaceAll(
      '\n',
      '\r\n',
    );
    const result = rewritten(text);
    expect(result.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(result).toContain(
      "  await chain(\r\n    si(imageQueue, 'a', {\r\n      imageId,\r\n    }),\r\n    si(thumbQueue, 'b', { imageId }),\r\n  ).delay();\r\n",
    );
  });

  it.each([
    ['tabs', '\t'],
    ['four spaces', '    '],
  ])('indents by %s', (_, unit) => {
    const body = `${unit}if (image) {\n${unit}${unit}await imageQueue.add('a', { imageId });\n${unit}${unit}await thumbQueue.add('b', { imageId });\n${unit}}\n`;
    expect(bodyOf(body)).toBe(
      `${unit}if (image) {\n${unit.repeat(2)}await chain(\n${unit.repeat(3)}si(imageQueue, 'a', { imageId }),\n${unit.repeat(
        3,
      )}si(thumbQueue, 'b', { imageId }),\n${unit.repeat(2)}).delay();\n${unit}}\n`,
    );
  });

  it('leaves a `;` that guards the next line where it is', () => {
    const text = `import { q } from "./queues"\n\nasync function f(x) {\n  await q.add("a", { x })\n  await q.add("b", { x })\n    ;[1, 2].forEach(g)\n}\n`;
    expect(rewritten(text)).toBe(
      `import { q } from "./queues"\nimport { chain, si } from "task-canvas/bullmq"\n\nasync function f(x) {\n  await chain(\n    si(q, "a", { x }),\n    si(q, "b", { x }),\n  ).delay()\n    ;[1, 2].forEach(g)\n}\n`,
    );
    expect(rewritten(text, { style: 'pipe' })).toContain('    .pipe(si(q, "b", { x }))\n    .delay()\n    ;[1, 2].forEach(g)\n');
  });

  it('takes a leading `;` between two steps away', () => {
    const body = "  await imageQueue.add('a', { imageId })\n  ;await thumbQueue.add('b', { imageId })\n";
    expect(bodyOf(body)).toBe(
      "  await chain(\n    si(imageQueue, 'a', { imageId }),\n    si(thumbQueue, 'b', { imageId }),\n  ).delay()\n",
    );
  });

  it('does not touch the lines of template strings', () => {
    const body =
      "  await imageQueue.add('a', { imageId, note: `one\n two ${image.name\n    .trim}\n` });\n  await thumbQueue.add('b', {\n    imageId,\n    note: `x\n`,\n  });\n";
    expect(bodyOf(body)).toBe(
      "  await chain(\n    si(imageQueue, 'a', { imageId, note: `one\n two ${image.name\n      .trim}\n` }),\n    si(thumbQueue, 'b', {\n      imageId,\n      note: `x\n`,\n    }),\n  ).delay();\n",
    );
  });

  it('keeps decorators and odd spacing around the run', () => {
    const text = `${IMPORT}
export class Uploads {
  @Post( '/x' )   async upload( @Body() body : { imageId: string } ) {
    await   imageQueue.add( 'a',{imageId:body.imageId} ) ;
    await thumbQueue . add('b', body.imageId)
  }
}
`;
    expect(rewritten(text)).toContain(`  @Post( '/x' )   async upload( @Body() body : { imageId: string } ) {
    await chain(
      si(imageQueue, 'a',{imageId:body.imageId} ),${' '}
      si(thumbQueue, 'b', body.imageId),
    ).delay()
  }
`);
  });

  it('works in TSX with mixed quotes', () => {
    const text = `import React from 'react';\nimport { q } from "./queues";\nimport x from './x';\n\nexport const Page = ({ id }: { id: string }) => {\n  const go = async () => {\n    await q.add("a", { id, el: <b>\n      text\n    </b> });\n    await q.add('b', { id });\n  };\n  return <button onClick={go}>it's</button>;\n};\n`;
    const result = rewritten(text, { path: '/project/src/page.tsx' });
    expect(result).toContain("import { chain, si } from 'task-canvas/bullmq';\n");
    expect(result).toContain(`      si(q, "a", { id, el: <b>\n      text\n    </b> }),\n      si(q, 'b', { id }),\n`);
  });

  it('puts steps of one line on lines of their own', () => {
    const text = `${IMPORT}const f = async (imageId) => { await imageQueue.add('a', imageId); /* x */ await thumbQueue.add('b', imageId); };\n`;
    expect(rewritten(text)).toContain(
      "const f = async (imageId) => { await chain(\n  si(imageQueue, 'a', imageId), /* x */\n  si(thumbQueue, 'b', imageId),\n).delay(); };\n",
    );
  });

  it('works at the top of a module', () => {
    const text = "import { q } from './q';\nconst x = load();\nawait q.add('a', x.id);\nawait q.add('b', x.id);\n";
    expect(rewritten(text)).toBe(
      "import { q } from './q';\nimport { chain, si } from 'task-canvas/bullmq';\nconst x = load();\nawait chain(\n  si(q, 'a', x.id),\n  si(q, 'b', x.id),\n).delay();\n",
    );
  });
});

describe('what stands between', () => {
  it('moves declarations before and log lines behind, with their comments', () => {
    const body = `  // 1
  await imageQueue.add('a', { imageId });

  // say so
  console.log('queued'); // loud

  // the size
  const size = image.size; // px
  await thumbQueue.add('b', { imageId, size });
  done();
`;
    expect(bodyOf(body)).toBe(`  // the size
  const size = image.size; // px
  // 1
  await chain(
    si(imageQueue, 'a', { imageId }),

    si(thumbQueue, 'b', { imageId, size }),
  ).delay();
  // say so
  console.log('queued'); // loud
  done();
`);
  });

  it('moves what shares a line', () => {
    const text = `${IMPORT}async function f(a) { await imageQueue.add('a', a.id); const s = a.size; await thumbQueue.add('b', a.id, { s }); }\n`;
    expect(rewritten(text)).toContain(
      "{ const s = a.size; await chain(\n  si(imageQueue, 'a', a.id),\n  si(thumbQueue, 'b', a.id, { s }),\n).delay(); }",
    );
  });

  it('warns of a moved log line', () => {
    const text = inFunction("  await imageQueue.add('a', imageId);\n  console.log(1);\n  await thumbQueue.add('b', imageId);\n");
    expect(hazardsOf(rewriteOf(text))).toContain('log-between');
  });

  it('refuses where a log line has no place', () => {
    const guarded = "  await imageQueue.add('a', imageId)\n  console.log(1)\n  await thumbQueue.add('b', imageId)\n  ;[1].map(f)\n";
    expect(bodyOf(guarded)).toMatch(/^refused: the `;` of the last dispatch/);
    const crowded = "  await imageQueue.add('a', imageId);\n  console.log(1);\n  await thumbQueue.add('b', imageId); f();\n";
    expect(bodyOf(crowded)).toMatch(/^refused: other code follows/);
  });
});

describe('waiting and results', () => {
  const add = (first: string, last: string, between = '\n'): string =>
    `  ${first}imageQueue.add('a', imageId);${between}  ${last}thumbQueue.add('b', imageId);\n`;

  it.each([
    ['awaited', 'await ', 'await ', 'await chain(', ').delay();'],
    ['voided', 'void ', 'void ', 'void chain(', ').delay();'],
    ['floating', '', '', 'chain(', ').delay();'],
    ['returned', 'await ', 'return ', 'return (await chain(', ').delay()).job;'],
    ['awaited and returned', 'await ', 'return await ', 'return (await chain(', ').delay()).job;'],
    ['first result unread', 'const a = await ', 'await ', 'await chain(', ').delay();'],
    ['last result unread', 'await ', 'const b = await ', 'await chain(', ').delay();'],
  ])('%s', (_, first, last, open, close) => {
    expect(bodyOf(add(first, last))).toBe(`  ${open}\n    si(imageQueue, 'a', imageId),\n    si(thumbQueue, 'b', imageId),\n  ${close}\n`);
  });

  it('binds the last job', () => {
    expect(bodyOf(`${add('await ', 'const job: Job = await ')}  use(job);\n`)).toBe(
      "  const job: Job = (await chain(\n    si(imageQueue, 'a', imageId),\n    si(thumbQueue, 'b', imageId),\n  ).delay()).job;\n  use(job);\n",
    );
  });

  it('gives a promise of the last job where nothing is async', () => {
    const head = 'function upload(imageId)';
    expect(bodyOf(add('void ', 'return '), {}, head)).toContain('  return chain(\n');
    expect(bodyOf(add('void ', 'return '), {}, head)).toContain('  ).delay().then(({ job }) => job);\n');
    expect(bodyOf(`${add('', 'const job = ')}  use(job);\n`, { style: 'pipe' }, head)).toContain('    .delay().then(({ job }) => job);\n');
  });

  it.each([
    [
      'an earlier result that is read',
      "  const a = await imageQueue.add('a', imageId);\n  await thumbQueue.add('b', imageId);\n  log(a.id);\n",
      'the result of `a` is used',
    ],
    [
      'a type assertion',
      "  await imageQueue.add('a', imageId);\n  const j = (await thumbQueue.add('b', imageId)) as Job;\n  use(j);\n",
      'more than `await`',
    ],
    [
      'a catch of its own',
      "  await imageQueue.add('a', imageId).catch(log);\n  await thumbQueue.add('b', imageId);\n",
      'errors of each dispatch',
    ],
  ])('refuses %s', (_, body, reason) => {
    expect(bodyOf(body)).toContain(`refused: ${reason}`);
  });
});

describe('receivers', () => {
  it.each([
    ['(await queues()).imageQueue', '(await queues()).imageQueue'],
    ['this.imageQueue', 'this.imageQueue'],
    ['this.imageQueue!', 'this.imageQueue!'],
    ["queues['imageQueue']", "queues['imageQueue']"],
    ['(imageQueue)', '(imageQueue)'],
    ['(imageQueue as Queue)', '(imageQueue as Queue)'],
  ])('%s', (receiver, written) => {
    const body = `  await ${receiver}.add('a', imageId);\n  await thumbQueue.add('b', imageId);\n`;
    expect(bodyOf(body)).toContain(`    si(${written}, 'a', imageId),\n`);
  });

  it('keeps comments inside of the call', () => {
    const body =
      "  await imageQueue // why\n    .add(\n      // name\n      'a', imageId /* id */,\n    );\n  await thumbQueue./* x */add</* T */ Job>('b', imageId);\n";
    expect(bodyOf(body)).toBe(
      "  await chain(\n    si(imageQueue, // why\n    \n        // name\n        'a', imageId /* id */,\n      ),\n    si(thumbQueue, /* x */ /* T */ 'b', imageId),\n  ).delay();\n",
    );
  });
});

describe('celery-node', () => {
  it.each([
    ['thumbTask.delay(imageId, 2)', 'si(thumbTask, imageId, 2)'],
    ['thumbTask.delay(...imageId)', 'si(thumbTask, ...imageId)'],
    ['thumbTask.applyAsync([imageId, 2])', 'si(thumbTask, imageId, 2)'],
    ['thumbTask.applyAsync([imageId], { big: true })', 'si(thumbTask, imageId).set({ kwargs: { big: true } })'],
    ['thumbTask.applyAsync([], { imageId })', 'si(thumbTask).set({ kwargs: { imageId } })'],
    ['thumbTask.applyAsync(image.args, kwargs)', 'si(thumbTask, ...image.args).set({ kwargs })'],
    ["client.sendTask('thumb', [imageId], { a: imageId })", "si(client.createTask('thumb'), imageId).set({ kwargs: { a: imageId } })"],
    ["client.sendTask(/* x */ 'thumb', /* y */ [imageId, /* z */])", "si(client.createTask(/* x */ 'thumb'), /* y */ imageId, /* z */)"],
  ])('%s', (dispatch, signature) => {
    const body = `  imageTask.delay(imageId, image.args, image.id);\n  ${dispatch};\n  endTask.delay(imageId);\n`;
    expect(bodyOf(body)).toBe(
      `  await chain(\n    si(imageTask, imageId, image.args, image.id),\n    ${signature},\n    si(endTask, imageId),\n  ).delay();\n`,
    );
  });

  const two = (last: string): string => `  aTask.delay(imageId);\n  ${last}bTask.delay(imageId);\n`;

  it.each([
    ['async function f(imageId)', '', '  await chain(', '  ).delay();'],
    ['function f(imageId)', '', '  void chain(', '  ).delay();'],
    ['async function f(imageId)', 'return ', '  return chain(', '  ).delay();'],
  ])('waits for the dispatch: %s, %s', (head, last, open, close) => {
    expect(bodyOf(two(last), {}, head)).toBe(`${open}\n    si(aTask, imageId),\n    si(bTask, imageId),\n${close}\n`);
  });

  it('ends with a group of one task on several arguments', () => {
    const body = '  aTask.delay(imageId);\n  // each size\n  bTask.delay(imageId, 1);\n  bTask.delay(\n    imageId,\n    2,\n  );\n';
    const group = '(\n      si(bTask, imageId, 1),\n      si(bTask,\n        imageId,\n        2,\n      ),\n    )';
    expect(bodyOf(body)).toBe(`  await chain(\n    si(aTask, imageId),\n    // each size\n    group${group},\n  ).delay();\n`);
    expect(bodyOf(body, { style: 'pipe' })).toBe(`  await si(aTask, imageId)\n    // each size\n    .pipe(group${group})\n    .delay();\n`);
    expect(rewritten(inFunction(body))).toContain("import { chain, group, si } from 'task-canvas/celery';");
  });

  it.each([
    ['before another task', '  bTask.delay(imageId, 1);\n  bTask.delay(imageId, 2);\n  aTask.delay(imageId);\n'],
    ['whose last result is used', '  aTask.delay(imageId);\n  bTask.delay(imageId, 1);\n  const r = bTask.delay(imageId, 2);\n  use(r);\n'],
  ])('has no group of one task %s', (_, body) => {
    expect(bodyOf(body)).toMatch(/^ {2}(?:const r = )?await chain\((?:\n {4}si\(.*\),){3}\n/);
  });

  const needs: Needs = [[0, 1], [0, 2]];
  const three = '  aTask.delay(imageId);\n  bTask.delay(imageId);\n  // the mail\n  cTask.delay(userId);\n';

  it('ends with a group of steps that do not need each other', () => {
    const group = 'group(\n      si(bTask, imageId),\n      // the mail\n      si(cTask, userId),\n    )';
    expect(bodyOf(three, { needs })).toBe(`  await chain(\n    si(aTask, imageId),\n    ${group},\n  ).delay();\n`);
    expect(bodyOf(three, { needs, style: 'pipe' })).toBe(`  await si(aTask, imageId)\n    .pipe(${group})\n    .delay();\n`);
  });

  it.each<[string, string, Needs]>([
    ['nothing is known', three, []],
    ['the last needs the second', three, [[0, 1], [1, 2]]],
    ['the last result is used', three.replace('cTask', 'return cTask'), needs],
  ])('keeps them one after the other where %s', (_, body, proven) => {
    expect(bodyOf(body, { needs: proven })).not.toContain('group');
  });

  it('awaits in try, and binds', () => {
    expect(bodyOf('  try {\n    aTask.delay(imageId);\n    return bTask.delay(imageId);\n  } catch { stop(); }\n')).toContain(
      '    return await chain(\n',
    );
    expect(bodyOf(`${two('const r = ')}  use(r);\n`)).toContain('  const r = await chain(\n');
  });

  it.each([
    ['return ', ''],
    ['const r = ', '  use(r);\n'],
  ])('refuses a result at once: %s', (last, behind) => {
    expect(bodyOf(two(last) + behind, {}, 'function f(imageId)')).toMatch(
      /^refused: `f` is not async and uses the result at once, but delay\(\) of a chain gives a Promise/,
    );
  });

  it.each([
    ["client.sendTask('x', [imageId], {}, imageId)", 'task id'],
    ['bTask.applyAsync(...imageId)', 'spread'],
    ['bTask.applyAsync(null, { imageId })', 'not a list'],
    ['bTask.applyAsync([imageId], null)', 'not an object'],
  ])('refuses %s', (dispatch, reason) => {
    expect(bodyOf(`  aTask.delay(imageId);\n  ${dispatch};\n`)).toMatch(new RegExp(`^refused: .*${reason}`));
  });

  it('warns of a worker that does not read the chain, and has no flow', () => {
    const text = inFunction(two(''));
    expect(hazardsOf(rewriteOf(text))).toContain('javascript-worker');
    expect(rewritten(text, { style: 'flow' })).toBe('refused: celery-node has no style flow; it has chain, pipe');
  });
});

describe('BullMQ and steps that do not need each other', () => {
  it('keeps the chain: a flow has no group behind a step', () => {
    const body = "  await aQueue.add('a', { imageId });\n  await bQueue.add('b', { imageId });\n  await cQueue.add('c', { imageId });\n";
    expect(bodyOf(body, { needs: [[0, 1], [0, 2]] })).toMatch(/^ {2}await chain\((?:\n {4}si\(.*\),){3}\n {2}\)\.delay\(\);\n$/);
  });
});

describe('timers that no step concerns', () => {
  const a = "  await aQueue.add('a', { imageId });\n";
  const b = "  await bQueue.add('b', { imageId });\n";
  const timer = "  await cQueue.add('c', { imageId }, { delay: 3600 });\n";
  const chained = "  await chain(\n    si(aQueue, 'a', { imageId }),\n    si(bQueue, 'b', { imageId }),\n  ).delay();\n";

  it('stay where they are behind the chain', () => {
    expect(bodyOf(`${a}${b}  // later\n${timer}`, { needs: [[0, 1]] })).toBe(`${chained}  // later\n${timer}`);
    expect(bodyOf(`${a}${b}${timer.replace('await', 'return')}`, { needs: [[0, 1]] })).toBe(`${chained}${timer.replace('await', 'return')}`);
  });

  it('go behind the chain from between the steps, with their comments', () => {
    const body = `${a}  // later\n${timer}${b}`;
    expect(bodyOf(body, { needs: [[0, 2]] })).toBe(`${chained}  // later\n${timer}`);
    expect(hazardsOf(rewriteOf(inFunction(body), { needs: [[0, 2]] }))).toContain('timer-between');
  });

  it.each([
    ['the last result is returned', `${a}${timer}${b.replace('await', 'return')}`],
    ['an argument calls something', `${a}${timer.replace('imageId }', 'id: next() }')}${b}`],
  ])('are not moved where %s', (_, body) => {
    expect(bodyOf(body, { needs: [[0, 2]] })).toContain('refused: `c` waits for a time of its own');
  });

  it('are steps where something needs them, and keep their delay', () => {
    expect(bodyOf(a + timer, { needs: [[0, 1]] })).toContain("si(cQueue, 'c', { imageId }, { delay: 3600 })");
    expect(bodyOf(a + b + timer)).toContain("si(cQueue, 'c', { imageId }, { delay: 3600 })");
  });
});

describe('wrappers', () => {
  it('calls the signature that the settings name, and imports it from where the wrapper comes from', () => {
    const text =
      "import { addThumbSigned } from './jobs';\n\nasync function f(id) {\n  await aQueue.add('a', { id });\n  await addThumbSigned(id, 2);\n}\n";
    expect(rewritten(text)).toBe(
      "import { addThumbSigned, signThumbSigned } from './jobs';\nimport { chain, si } from 'task-canvas/bullmq';\n\nasync function f(id) {\n  await chain(\n    si(aQueue, 'a', { id }),\n    signThumbSigned(id, 2),\n  ).delay();\n}\n",
    );
    expect(rewritten(text, { style: 'flow' })).toMatch(/^refused: /);
  });

  it('calls a method of the same object', () => {
    const body = '  await this.jobs.addImageSigned(imageId);\n  await this.jobs.addThumbSigned(imageId);\n';
    expect(bodyOf(body)).toContain('    this.jobs.signImageSigned(imageId),\n    this.jobs.signThumbSigned(imageId),\n');
  });

  it('refuses one without a signature', () => {
    expect(bodyOf('  await addImage(imageId);\n  await addThumb(imageId);\n')).toMatch(/^refused: `addImage`/);
  });
});
