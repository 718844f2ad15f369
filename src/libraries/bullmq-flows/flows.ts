/** Reads the calls of a FlowProducer: https://docs.bullmq.io/guide/flows */
import type { FlowNode, FlowQueue, FlowSite } from '../../analysis/flows.js';
import type { SourceFiles } from '../../files/source-files.js';
import { spanOf, unwrapped, walk } from '../../readers/ecmascript/estree.js';
import type { CallExpression, Node, TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Recogniser } from '../../readers/ecmascript/recogniser.js';
import { routineAt } from '../../readers/ecmascript/routines.js';
import { outerSpan } from '../../readers/ecmascript/spans.js';
import { withoutDefault } from '../../resolve/packages.js';
import type { ProjectResolver } from '../../resolve/resolver.js';
import { calleeOf, receiverValue } from '../calls.js';
import { sourceText, textValue } from '../identity.js';
import { jobAt, jobsAt, type JobLiteral } from './jobs.js';
import { isOpen, NO_OPTIONS, propertyOf, readOptions } from './options.js';
import { createQueues, type Queues } from './queues.js';
import { NO_QUEUES_OPTIONS, readQueuesOptions, type QueuesOptions } from './queues-options.js';
import { setOption } from './set-option.js';
import { createWorkers, type Workers } from './workers.js';

interface Sources {
  readonly resolver: ProjectResolver;
  readonly recogniser: Recogniser;
  readonly files: SourceFiles;
}

/** What the jobs of one call are read with. */
interface Context {
  readonly module: Module;
  readonly resolver: ProjectResolver;
  readonly queues: Queues;
  readonly queuesOptions: QueuesOptions;
  readonly workers: Workers;
}

export function flowsIn(module: Module, { resolver, recogniser, files }: Sources): FlowSite[] {
  const queues = createQueues(resolver, files);
  const workers = createWorkers(resolver, files);
  const flows: FlowSite[] = [];
  walk(module.ast, (node) => {
    const method = node.type === 'CallExpression' ? calleeOf(node)?.method : undefined;
    if (node.type !== 'CallExpression' || (method !== 'add' && method !== 'addBulk')) return;
    // Looked at before the receiver is followed: `add` is a Set's, too.
    const roots = rootsOf(node, method, module);
    if (roots.length === 0 || !isFlowProducers(node, method, module, resolver)) return;
    const queuesOptions = method === 'addBulk' ? NO_QUEUES_OPTIONS : readQueuesOptions(node.arguments[1], { module, resolver, queues });
    const context = { module, resolver, queues, queuesOptions, workers };
    flows.push({
      call: spanOf(node),
      method,
      routine: routineAt(node, module, recogniser),
      roots: roots.map((root) => nodeOf(root, context)),
      carryDefaults: (names) => (method === 'add' ? carryDefaults(node, names, module) : undefined),
    });
  });
  return flows;
}

function rootsOf(call: CallExpression, method: 'add' | 'addBulk', module: Module): readonly JobLiteral[] {
  const [argument] = call.arguments;
  if (argument === undefined || argument.type === 'SpreadElement') return [];
  if (method === 'addBulk') return jobsAt(argument, module).jobs.filter(({ node }) => isJob(node));
  const job = jobAt(argument, module);
  return job !== undefined && isJob(job) ? [{ node: job, repeated: false }] : [];
}

function isJob(object: TSESTree.ObjectExpression): boolean {
  return propertyOf(object, 'queueName') !== undefined;
}

function isFlowProducers(call: CallExpression, method: string, module: Module, { evaluator }: ProjectResolver): boolean {
  const callee = calleeOf(call);
  const receiver = callee && receiverValue(evaluator, evaluator.value(callee.object, module, undefined), method);
  return receiver?.is.kind === 'package' && receiver.is.package === 'bullmq' && withoutDefault(receiver.is.path).join('.') === 'FlowProducer.new';
}

function nodeOf({ node, repeated }: JobLiteral, context: Context): FlowNode {
  const { module, resolver, queues, queuesOptions, workers } = context;
  const { evaluator } = resolver;
  const [name, queueName, data, prefix, opts, list] = ['name', 'queueName', 'data', 'prefix', 'opts', 'children'].map((key) => propertyOf(node, key));
  const queue = queueName && queues.find({ node: queueName.value, module });
  const children = list === undefined ? { jobs: [], open: false } : jobsAt(list.value, module);
  // What is spread may hold options and children, too.
  const open = isOpen(node);
  const options = opts === undefined ? NO_OPTIONS : readOptions({ node: opts.value, module }, resolver);
  return {
    span: spanOf(node),
    nameSpan: name === undefined ? { start: node.range[0], end: node.range[0] + 1 } : spanOf(name.value),
    name: name === undefined ? 'a job' : textValue(evaluator, { node: name.value, module, env: undefined }) ?? sourceText({ node: name.value, module }),
    ...(queue === undefined ? {} : { queue }),
    ...(data === undefined ? {} : { data: spanOf(data.value) }),
    ...(prefix === undefined ? {} : { prefix: spanOf(prefix.value) }),
    options: open ? { ...options, open } : options,
    given: queuesOptions.for(queue),
    children: children.jobs.map((child) => nodeOf(child, context)),
    openChildren: children.open || open,
    repeated,
    comments: list === undefined ? [] : commentsAt(list, module),
    mayNeverFail: () => queueName !== undefined && workers.catchErrors({ node: queueName.value, module }),
    setOption: (option) => setOption(node, option, module),
  };
}

/** Comments right above a list of jobs, and those between them; none that stands behind the property before it. */
function commentsAt(list: TSESTree.Property, module: Module): string[] {
  const previous = list.parent.type === 'ObjectExpression' ? list.parent.properties[list.parent.properties.indexOf(list) - 1] : undefined;
  const start = previous?.range[1] ?? list.parent.range[0];
  const jobs = unwrapped(list.value);
  const elements = jobs.type === 'ArrayExpression' ? jobs.elements : [];
  const isInside = ({ range }: Node, at: number): boolean => range[0] <= at && at < range[1];
  return module.comments
    .filter(({ span }) => start <= span.start && span.end <= list.range[1])
    .filter(({ span }) => list.range[0] <= span.start || module.text.slice(start, span.start).includes('\n'))
    .filter(({ span }) => !elements.some((element) => element !== null && isInside(element, span.start)))
    .map(({ text }) => text);
}

/** `add(tree)` becomes `add(tree, { queuesOptions: { [images.name]: { defaultJobOptions: images.defaultJobOptions } } })`. */
function carryDefaults(call: CallExpression, queues: readonly FlowQueue[], module: Module): ReturnType<FlowSite['carryDefaults']> {
  const [tree, options] = call.arguments;
  if (tree === undefined || options !== undefined || queues.length === 0) return undefined;
  const entries: string[] = [];
  for (const { key, expression } of queues) {
    if (expression === undefined) return undefined;
    entries.push(`${key}: { defaultJobOptions: ${expression}.defaultJobOptions }`);
  }
  const { end } = outerSpan(tree, module);
  return [{ span: { start: end, end }, text: `, { queuesOptions: { ${entries.join(', ')} } }` }];
}
