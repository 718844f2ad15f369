/** https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/client/s3/, https://min.io/docs/minio/linux/developers/javascript/API.html */
import { UNKNOWN_TERM, type Operation, type Term } from '../../../analysis/footprint.js';
import { ancestorsOf, isClass, unwrapped } from '../../../readers/ecmascript/estree.js';
import type { Expressed, JsValue } from '../values.js';
import type { EcmascriptDataLibrary, ReadingContext } from '../library.js';
import { after, linksOf, linksOfValue, type Link } from '../query/links.js';
import { UNKNOWN_JS } from '../query/rows.js';
import { textTerm } from '../texts.js';
import { createKeyedLibrary } from './keyed.js';

/** What a command does to the object that its `Bucket` and `Key` name. */
const COMMANDS: ReadonlyMap<string, Operation> = new Map([
  ['GetObject', 'read'],
  ['HeadObject', 'read'],
  ['PutObject', 'write'],
  ['CreateMultipartUpload', 'write'],
  ['CompleteMultipartUpload', 'write'],
  ['DeleteObject', 'delete'],
  ['CopyObject', 'write'],
]);

export const s3: EcmascriptDataLibrary = {
  id: 's3',
  packages: ['@aws-sdk/client-s3', '@aws-sdk/lib-storage'],
  read(chain, context) {
    const links = linksOf(chain);
    const upload = after(links, 'Upload', 'new');
    if (upload !== undefined) return readUpload(links[1], upload, chain.whole, context);
    const [method] = after(links, 'S3Client', 'new') ?? after(links, 'S3', 'new') ?? [];
    if (method === undefined) return undefined;
    // The aggregated client has a method for each command: `s3.getObject({ … })`.
    if (method.name !== 'send') return readCommand(method.name.charAt(0).toUpperCase() + method.name.slice(1), method.args[0], chain.whole, context);
    const [command] = method.args;
    const [made, constructed] = command === undefined ? [] : linksOfValue(context.resolve(command));
    if (made === undefined) return undefined;
    return readCommand(made.name.replace(/Command$/, ''), constructed?.args[0], chain.whole, context);
  },
};

function readCommand(name: string, input: Expressed | undefined, at: Expressed, context: ReadingContext): JsValue | undefined {
  const operation = COMMANDS.get(name);
  if (operation === undefined) return undefined;
  const fields = context.entriesOf(input)?.entries;
  record(operation, keyOf(fields?.get('Bucket'), fields?.get('Key'), context), at, context);
  const source = fields?.get('CopySource');
  if (name === 'CopyObject' && source !== undefined) record('read', context.termOf(source), at, context);
  return UNKNOWN_JS;
}

/** `new Upload({ client, params: { Bucket, Key, Body } }).done()` */
function readUpload(made: Link | undefined, steps: readonly Link[], at: Expressed, context: ReadingContext): JsValue | undefined {
  if (steps[0]?.name !== 'done') return undefined;
  const fields = context.entriesOf(context.entriesOf(made?.args[0])?.entries.get('params'))?.entries;
  record('write', keyOf(fields?.get('Bucket'), fields?.get('Key'), context), at, context);
  return UNKNOWN_JS;
}

/** As `CopySource` writes it: `bucket/key`. Projects do keep one key in two buckets, so that a key says nothing where the bucket is not known. */
function keyOf(bucket: Expressed | undefined, key: Expressed | undefined, context: ReadingContext): Term {
  return bucket === undefined || key === undefined ? UNKNOWN_TERM : textTerm([...areaOf(bucket, context), context.termOf(key)]);
}

function areaOf(bucket: Expressed, context: ReadingContext): readonly Term[] {
  return [bucketNamed(bucket, context), { kind: 'literal', value: '/' }];
}

function bucketNamed(bucket: Expressed, context: ReadingContext): Term {
  const term = context.termOf(bucket);
  return term.kind === 'unknown' ? fieldNamed(bucket) : term;
}

/** `this.bucket`: whatever it is, it is one bucket for all methods of its class. */
function fieldNamed({ node, module }: Expressed): Term {
  const { range } = unwrapped(node);
  const field = /^this((?:\.\w+)+)$/.exec(module.text.slice(...range))?.[1];
  const owner = [...ancestorsOf(node)].find(isClass)?.id?.name;
  return field === undefined || owner === undefined ? UNKNOWN_TERM : { kind: 'setting', name: `${owner}${field}` };
}

function record(operation: Operation, key: Term, at: Expressed, context: ReadingContext): void {
  context.record({ operation, resource: { kind: 'key', store: 'object', key }, at });
}

export const minio = createKeyedLibrary({
  id: 'minio',
  store: 'object',
  packages: ['minio'],
  holders: [['Client', 'new']],
  areaOf: ([bucket], context) => (bucket === undefined ? [] : areaOf(bucket, context)),
  methods: {
    getObject: [{ operation: 'read', at: 1 }],
    fGetObject: [{ operation: 'read', at: 1 }],
    getPartialObject: [{ operation: 'read', at: 1 }],
    statObject: [{ operation: 'read', at: 1 }],
    putObject: [{ operation: 'write', at: 1 }],
    fPutObject: [{ operation: 'write', at: 1 }],
    copyObject: [{ operation: 'write', at: 1 }],
    removeObject: [{ operation: 'delete', at: 1 }],
  },
});
