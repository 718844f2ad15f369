import rule from '../../src/rules/flow-failure-policy.js';
import { testRule } from '../support/canvas-rules.js';

const FLOW = `import { FlowProducer } from 'bullmq';

const flow = new FlowProducer();
`;

const QUEUES = `import { Queue } from 'bullmq';

export const images = new Queue('images', { defaultJobOptions: { attempts: 3, backoff: 1000, removeOnFail: false } });
`;

/** The whole text of a report on children without a policy. */
function waits(child: string, parent: string): string {
  return `When ${child} fails for good, ${parent} stays in \`waiting-children\` for ever: nothing says what the failure of a child does, and so its parent goes on waiting for it. ${WAY_OUT}`;
}

const WAY_OUT =
  'Set `failParentOnFailure: true` on the child, and the parent fails, too, or `ignoreDependencyOnFailure: true`, and it runs all the same.';
const FAILS = 'the parent of a job that fails does not run, and fails, too';
const RUNS = 'the order is kept, and the parent runs whatever fails';

/** Both suggestions: what stands for `OPTION` is the option. */
function suggestions(names: string, code: string): { desc: string; output: string }[] {
  return [
    { desc: `Set \`failParentOnFailure: true\` on ${names}: ${FAILS}`, output: code.replaceAll('OPTION', 'failParentOnFailure: true') },
    { desc: `Set \`ignoreDependencyOnFailure: true\` on ${names}: ${RUNS}`, output: code.replaceAll('OPTION', 'ignoreDependencyOnFailure: true') },
  ];
}

testRule(rule, {
  typescript: {
    valid: [
      ...['failParentOnFailure', 'ignoreDependencyOnFailure', 'removeDependencyOnFailure', 'continueParentOnFailure'].map((policy) => ({
        name: `a child with ${policy}`,
        code: `${FLOW}await flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts: { ${policy}: true } }] });\n`,
      })),
      {
        name: 'a job without children: nobody waits for it',
        code: `${FLOW}await flow.add({ name: 'mail', queueName: 'mails', data: {} });\n`,
      },
      {
        name: 'a policy that is decided elsewhere',
        code: `${FLOW}export const send = (strict: boolean) => flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts: { failParentOnFailure: strict } }] });\n`,
      },
      {
        name: 'options that are a parameter, and may hold a policy, whatever their default is',
        code: `${FLOW}export const send = (opts = {}) => flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts }] });\n`,
      },
      {
        name: 'options that spread what cannot be read',
        code: `${FLOW}export const send = (more: object) => flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts: { attempts: 3, ...more } }] });\n`,
      },
      {
        name: 'options that are filled in later',
        code: `${FLOW}const opts: Record<string, boolean> = {};\nopts.failParentOnFailure = true;\nawait flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts }] });\n`,
      },
      {
        name: 'a child that spreads what cannot be read',
        code: `${FLOW}export const send = (job: object) => flow.add({ name: 'mail', queueName: 'mails', children: [{ ...job, name: 'image', queueName: 'images' }] });\n`,
      },
      {
        name: 'children that are a parameter',
        code: `${FLOW}export const send = (children: []) => flow.add({ name: 'mail', queueName: 'mails', children });\n`,
      },
      {
        name: 'children that something else changes, too',
        code: `${FLOW}const children = [{ name: 'image', queueName: 'images' }];\ndecide(children);\nawait flow.add({ name: 'mail', queueName: 'mails', children });\n`,
      },
      {
        name: 'a policy in queuesOptions',
        code: `${FLOW}await flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images' }] }, { queuesOptions: { images: { defaultJobOptions: { failParentOnFailure: true } } } });\n`,
      },
      {
        name: 'queuesOptions that cannot be read',
        code: `${FLOW}export const send = (options: object) => flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images' }] }, options);\n`,
      },
      {
        name: 'no FlowProducer: `add` is a method of many things',
        code: `const flow = new Set();\nflow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images' }] });\n`,
      },
      {
        name: 'a test, in which a flow may be left waiting',
        code: `${FLOW}await flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images' }] });\n`,
        filename: 'test/flow.test.ts',
      },
      {
        name: 'a child whose worker catches what it throws, and so does not fail',
        code: `${FLOW}await flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images' }] });\n`,
        files: {
          'worker.ts': `import { Worker } from 'bullmq';\n\nnew Worker('images', async (job) => {\n  try {\n    return await convert(job);\n  } catch (error) {\n    console.error(error);\n    return undefined;\n  }\n});\n`,
        },
      },
      {
        name: 'siblings that run in parallel, as the comment says',
        code: `${FLOW}await flow.add({\n  name: 'mail',\n  queueName: 'mails',\n  // in parallel, before the mail\n  children: [\n    { name: 'image', queueName: 'images', opts: { failParentOnFailure: true } },\n    { name: 'video', queueName: 'videos', opts: { failParentOnFailure: true } },\n  ],\n});\n`,
      },
      ...['// split in order to be done sooner', "// they don't have to run sequentially", '// not in this order'].map((comment) => ({
        name: `siblings of which nobody says that they are steps: ${comment}`,
        code: `${FLOW}await flow.add({\n  name: 'mail',\n  queueName: 'mails',\n  ${comment}\n  children: [\n    { name: 'image', queueName: 'images', opts: { failParentOnFailure: true } },\n    { name: 'video', queueName: 'videos', opts: { failParentOnFailure: true } },\n  ],\n});\n`,
      })),
      {
        name: 'a comment behind the property above the children, which is about that',
        code: `${FLOW}await flow.add({\n  name: 'mail',\n  queueName: 'mails', // one by one\n  children: [\n    { name: 'image', queueName: 'images', opts: { failParentOnFailure: true } },\n    { name: 'video', queueName: 'videos', opts: { failParentOnFailure: true } },\n  ],\n});\n`,
      },
      {
        name: 'options that another name changes',
        code: `${FLOW}const opts: Record<string, boolean> = {};\nconst others = opts;\nothers.failParentOnFailure = true;\nawait flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts }] });\n`,
      },
      {
        name: 'a property whose name cannot be read, and which may be the options',
        code: `${FLOW}export const send = (key: string) => flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', [key]: { failParentOnFailure: true } }] });\n`,
      },
      {
        name: 'defaults of a queue, given to the flow',
        code: `${FLOW}import { images } from './queues';\n\nawait flow.add({ name: 'image', queueName: images.name }, { queuesOptions: { [images.name]: { defaultJobOptions: images.defaultJobOptions } } });\n`,
        files: { 'queues.ts': QUEUES },
      },
      {
        name: 'defaults of a queue, written on the job',
        code: `${FLOW}await flow.add({ name: 'image', queueName: 'images', opts: { attempts: 1, backoff: 50 } });\n`,
        files: { 'queues.ts': QUEUES },
      },
      {
        name: 'defaults of a queue that change nothing',
        code: `${FLOW}await flow.add({ name: 'image', queueName: 'images' });\n`,
        files: { 'queues.ts': `import { Queue } from 'bullmq';\n\nnew Queue('images', { defaultJobOptions: { attempts: 1, removeOnComplete: false } });\n` },
      },
      {
        name: 'a queue that is constructed twice, with different defaults',
        code: `${FLOW}await flow.add({ name: 'image', queueName: 'images' });\n`,
        files: { 'queues.ts': QUEUES, 'others.ts': QUEUES.replace('attempts: 3, ', '') },
      },
      {
        name: 'lost defaults, which are not asked about',
        code: `${FLOW}await flow.add({ name: 'image', queueName: 'images' });\n`,
        files: { 'queues.ts': QUEUES },
        options: { defaults: false },
      },
    ],
    invalid: [
      {
        name: 'a child without options',
        code: `${FLOW}await flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images' }] });\n`,
        errors: [
          {
            message: waits('`image`', 'its parent `mail`'),
            line: 4,
            suggestions: suggestions(
              '`image`',
              `${FLOW}await flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts: { OPTION } }] });\n`,
            ),
          },
        ],
      },
      {
        name: 'a child whose worker throws again what it catches',
        code: `${FLOW}await flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts: {} }] });\n`,
        files: {
          'worker.ts': `import { Worker } from 'bullmq';\n\nnew Worker('images', async (job) => {\n  try {\n    return await convert(job);\n  } catch (error) {\n    console.error(error);\n    throw error;\n  }\n});\n`,
        },
        errors: [
          {
            message: waits('`image`', 'its parent `mail`'),
            suggestions: suggestions(
              '`image`',
              `${FLOW}await flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts: { OPTION } }] });\n`,
            ),
          },
        ],
      },
      {
        name: 'a chain of jobs, of which the root needs no policy; comments and layout stay',
        code: `${FLOW}await flow.add({
  name: 'notify',
  queueName: 'mails',
  children: [
    {
      name: 'thumbnail', // small
      queueName: 'thumbnails',
      opts: {
        attempts: 3, // it is flaky
      },
      children: [
        {
          name: 'process',
          queueName: 'images',
          data: { id }, // the row
        },
      ],
    },
  ],
});
`,
        errors: [
          {
            message: waits('`thumbnail` or `process`', 'its parent'),
            line: 9,
            suggestions: suggestions(
              '`thumbnail` and `process`',
              `${FLOW}await flow.add({
  name: 'notify',
  queueName: 'mails',
  children: [
    {
      name: 'thumbnail', // small
      queueName: 'thumbnails',
      opts: {
        attempts: 3, // it is flaky
        OPTION,
      },
      children: [
        {
          name: 'process',
          queueName: 'images',
          data: { id }, // the row
          opts: { OPTION },
        },
      ],
    },
  ],
});
`,
            ),
          },
        ],
      },
      {
        name: 'options that a constant holds are spread',
        code: `${FLOW}const opts = { attempts: 3 };\nawait flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts }] });\n`,
        errors: [
          {
            message: waits('`image`', 'its parent `mail`'),
            suggestions: suggestions(
              '`image`',
              `${FLOW}const opts = { attempts: 3 };\nawait flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts: { ...opts, OPTION } }] });\n`,
            ),
          },
        ],
      },
      {
        name: 'a policy that is switched off',
        code: `${FLOW}await flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts: { failParentOnFailure: false } }] });\n`,
        errors: [
          {
            message: waits('`image`', 'its parent `mail`'),
            suggestions: [
              {
                desc: `Set \`failParentOnFailure: true\` on \`image\`: ${FAILS}`,
                output: `${FLOW}await flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts: { failParentOnFailure: true } }] });\n`,
              },
              {
                desc: `Set \`ignoreDependencyOnFailure: true\` on \`image\`: ${RUNS}`,
                output: `${FLOW}await flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts: { failParentOnFailure: false, ignoreDependencyOnFailure: true } }] });\n`,
              },
            ],
          },
        ],
      },
      {
        name: 'a policy that is switched off, and again by what is spread behind it',
        code: `${FLOW}const off = { failParentOnFailure: false };\nawait flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts: { failParentOnFailure: false, ...off } }] });\n`,
        errors: [
          {
            message: waits('`image`', 'its parent `mail`'),
            suggestions: [
              {
                desc: `Set \`ignoreDependencyOnFailure: true\` on \`image\`: ${RUNS}`,
                output: `${FLOW}const off = { failParentOnFailure: false };\nawait flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts: { failParentOnFailure: false, ...off, ignoreDependencyOnFailure: true } }] });\n`,
              },
            ],
          },
        ],
      },
      {
        name: 'a child that is removed when it fails',
        code: `${FLOW}await flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts: { removeOnFail: true } }] });\n`,
        errors: [
          {
            message: `When \`image\` fails for good, its parent \`mail\` runs as if it had succeeded: BullMQ removes the failed job (\`removeOnFail: true\`), and the parent no longer waits for it. ${WAY_OUT}`,
            suggestions: suggestions(
              '`image`',
              `${FLOW}await flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts: { removeOnFail: true, OPTION } }] });\n`,
            ),
          },
        ],
      },
      {
        name: 'removed by queuesOptions, which win over nothing',
        code: `${FLOW}const options = { queuesOptions: { images: { defaultJobOptions: { removeOnFail: { count: 0 } } } } };\nawait flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images' }] }, options);\n`,
        errors: [
          {
            message: /^When `image` fails for good, its parent `mail` runs as if it had succeeded: BullMQ removes the failed job \(`removeOnFail: \{ count: 0 \}`\)/,
            suggestions: suggestions(
              '`image`',
              `${FLOW}const options = { queuesOptions: { images: { defaultJobOptions: { removeOnFail: { count: 0 } } } } };\nawait flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts: { OPTION } }] }, options);\n`,
            ),
          },
        ],
      },
      {
        name: 'a child that is kept for a while',
        code: `${FLOW}await flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts: { removeOnFail: 100 } }] });\n`,
        errors: [
          {
            message: `When \`image\` fails for good, its parent \`mail\` waits in \`waiting-children\` until BullMQ clears the failed job away (\`removeOnFail: 100\`), and then runs as if it had succeeded. ${WAY_OUT}`,
            suggestions: suggestions(
              '`image`',
              `${FLOW}await flow.add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts: { removeOnFail: 100, OPTION } }] });\n`,
            ),
          },
        ],
      },
      {
        name: 'children that `map` makes, an injected FlowProducer, and no semicolons',
        code: `import { InjectFlowProducer } from '@nestjs/bullmq'

export class Reports {
  constructor(@InjectFlowProducer('reports') private readonly flows) {}

  start(ids: string[]) {
    return this.flows.addBulk(ids.map((id) => ({ name: 'report', queueName: 'reports', children: ids.map((part) => { return { name: \`part-\${part}\`, queueName: 'parts', opts: {} } }) })))
  }
}
`,
        errors: [
          {
            message: waits('`part-${part}`', 'its parent `report`'),
            suggestions: suggestions(
              '`part-${part}`',
              `import { InjectFlowProducer } from '@nestjs/bullmq'

export class Reports {
  constructor(@InjectFlowProducer('reports') private readonly flows) {}

  start(ids: string[]) {
    return this.flows.addBulk(ids.map((id) => ({ name: 'report', queueName: 'reports', children: ids.map((part) => { return { name: \`part-\${part}\`, queueName: 'parts', opts: { OPTION } } }) })))
  }
}
`,
            ),
          },
        ],
      },
      {
        name: 'children that are pushed',
        code: `import { FlowProducer, type FlowChildJob } from 'bullmq';

export async function send(flow: FlowProducer) {
  const children: FlowChildJob[] = [];
  children.push({ name: 'image', queueName: 'images' });
  await flow.add({ name: 'mail', queueName: 'mails', children });
}
`,
        errors: [
          {
            message: waits('`image`', 'its parent `mail`'),
            line: 5,
            suggestions: suggestions(
              '`image`',
              `import { FlowProducer, type FlowChildJob } from 'bullmq';

export async function send(flow: FlowProducer) {
  const children: FlowChildJob[] = [];
  children.push({ name: 'image', queueName: 'images', opts: { OPTION } });
  await flow.add({ name: 'mail', queueName: 'mails', children });
}
`,
            ),
          },
        ],
      },
      {
        name: 'steps that stand side by side, by their names',
        code: `${FLOW}await flow.add({ name: 'end', queueName: 'q', children: [{ name: 'step1', queueName: 'q', opts: { failParentOnFailure: true } }, { name: 'step2', queueName: 'q', opts: { failParentOnFailure: true } }] });\n`,
        errors: [
          {
            message:
              '`step1` and `step2` are children of the same job, so they run side by side, and only `end` waits for them. In a flow a job waits for its children: to run them in sequence, make each step the child of the step after it.',
          },
        ],
      },
      {
        name: 'steps that stand side by side, by the comment',
        code: `${FLOW}await flow.add({
  name: 'end',
  queueName: 'q',
  // these run in sequence
  children: [
    { name: 'load', queueName: 'q', opts: { failParentOnFailure: true } },
    { name: 'sum', queueName: 'q', opts: { failParentOnFailure: true } },
  ],
});
`,
        errors: [{ message: /^`load` and `sum` are children of the same job/, line: 9 }],
      },
      {
        name: 'defaults of a queue that the flow loses, and can write',
        code: `${FLOW}import { images } from './queues';\n\nawait flow.add({ name: 'image', queueName: images.name });\n`,
        files: { 'queues.ts': QUEUES },
        errors: [
          {
            message:
              "This flow adds `image` without the defaults of `images` (`attempts`, `backoff`): a queue's `defaultJobOptions` count for its own `add` only, and a FlowProducer does not know them. Give them to the flow as `queuesOptions`, in the second argument of `add`, or write them on the jobs.",
            suggestions: [
              {
                desc: 'Give the defaults of `images` (`attempts`, `backoff`) to the flow',
                output: `${FLOW}import { images } from './queues';\n\nawait flow.add({ name: 'image', queueName: images.name }, { queuesOptions: { [images.name]: { defaultJobOptions: images.defaultJobOptions } } });\n`,
              },
            ],
          },
        ],
      },
      {
        name: 'defaults of a queue of the same file',
        code: `import { FlowProducer, Queue } from 'bullmq';\n\nconst images = new Queue('new-images', { defaultJobOptions: { attempts: 3 } });\nconst flow = new FlowProducer();\nawait flow.add({ name: 'image', queueName: 'new-images', opts: { priority: 1 } });\n`,
        errors: [
          {
            message: /^This flow adds `image` without the defaults of `new-images` \(`attempts`\)/,
            suggestions: [
              {
                desc: 'Give the defaults of `new-images` (`attempts`) to the flow',
                output: `import { FlowProducer, Queue } from 'bullmq';\n\nconst images = new Queue('new-images', { defaultJobOptions: { attempts: 3 } });\nconst flow = new FlowProducer();\nawait flow.add({ name: 'image', queueName: 'new-images', opts: { priority: 1 } }, { queuesOptions: { 'new-images': { defaultJobOptions: images.defaultJobOptions } } });\n`,
              },
            ],
          },
        ],
      },
      {
        name: 'a tree in parentheses',
        code: `${FLOW}import { images } from './queues';\n\nawait flow.add(({ name: 'image', queueName: images.name }));\n`,
        files: { 'queues.ts': QUEUES },
        errors: [
          {
            message: /^This flow adds `image` without the defaults of `images`/,
            suggestions: [
              {
                desc: 'Give the defaults of `images` (`attempts`, `backoff`) to the flow',
                output: `${FLOW}import { images } from './queues';\n\nawait flow.add(({ name: 'image', queueName: images.name }), { queuesOptions: { [images.name]: { defaultJobOptions: images.defaultJobOptions } } });\n`,
              },
            ],
          },
        ],
      },
      {
        name: 'defaults of a queue of another file: what to write is not certain',
        code: `${FLOW}await flow.add({ name: 'image', queueName: 'images', opts: { attempts: 5 } });\n`,
        files: { 'queues.ts': QUEUES },
        errors: [{ message: /^This flow adds `image` without the defaults of `images` \(`backoff`\)/ }],
      },
      {
        name: 'defaults of a queue that NestJS registers, lost by addBulk',
        code: `${FLOW}await flow.addBulk([{ name: 'image', queueName: 'images' }]);\n`,
        files: {
          'app.module.ts': `import { BullModule } from '@nestjs/bullmq';\n\nexport const queues = BullModule.registerQueue({ name: 'images', defaultJobOptions: { attempts: 3 } });\n`,
        },
        errors: [{ message: /`addBulk` takes no `queuesOptions`\.$/ }],
      },
    ],
  },
  javascript: {
    valid: [
      {
        name: 'a policy in a constant of another file',
        code: `import { FlowProducer } from 'bullmq';\nimport { OPTIONS } from './options.js';\n\nnew FlowProducer().add({ name: 'mail', queueName: 'mails', children: [{ name: 'image', queueName: 'images', opts: OPTIONS }] });\n`,
        files: { 'options.js': 'export const OPTIONS = { failParentOnFailure: true };\n' },
      },
    ],
    invalid: [
      {
        name: 'required, a tree in a constant, and keys in quotes',
        code: `const { FlowProducer } = require('bullmq');
const flow = new FlowProducer();
const tree = {
  "name": "mail",
  "queueName": "mails",
  "children": [
    {
      "children": [],
      "name": "image",
      "queueName": "images"
    }
  ]
};
flow.add(tree);
`,
        errors: [
          {
            message: waits('`image`', 'its parent `mail`'),
            suggestions: suggestions(
              '`image`',
              `const { FlowProducer } = require('bullmq');
const flow = new FlowProducer();
const tree = {
  "name": "mail",
  "queueName": "mails",
  "children": [
    {
      "children": [],
      "name": "image",
      "queueName": "images",
      opts: { OPTION }
    }
  ]
};
flow.add(tree);
`,
            ),
          },
        ],
      },
    ],
  },
});
