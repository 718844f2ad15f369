/** S3 by boto3: its client and its resource. https://boto3.amazonaws.com/v1/documentation/api/latest/reference/services/s3.html */
import { UNKNOWN_TERM, type Operation, type Term } from '../../../analysis/footprint.js';
import { nameOfTerm, textTerm } from '../texts.js';
import { UNKNOWN_VALUE, type PyCall, type PyValue } from '../values.js';
import type { PythonDataLibrary, ReadingContext } from '../library.js';

/** Where a call names the bucket and the key: by position, or (-1) by keyword alone; `own`: the receiver was made with it. */
interface Use {
  readonly operation: Operation;
  readonly bucket: number | 'own';
  readonly key: number | 'own';
  /** What it does to the file on the disk that it also names, and where. */
  readonly local?: readonly ['read' | 'write', number];
}

const use = (operation: Operation, bucket: Use['bucket'], key: Use['key'], local?: Use['local']): Use => ({ operation, bucket, key, ...(local === undefined ? {} : { local }) });

const CLIENT: Readonly<Record<string, Use>> = {
  get_object: use('read', -1, -1),
  head_object: use('read', -1, -1),
  put_object: use('write', -1, -1),
  delete_object: use('delete', -1, -1),
  copy_object: use('write', -1, -1),
  copy: use('write', 1, 2),
  upload_file: use('write', 1, 2, ['read', 0]),
  upload_fileobj: use('write', 1, 2),
  download_file: use('read', 0, 1, ['write', 2]),
  download_fileobj: use('read', 0, 1),
};

const BUCKET: Readonly<Record<string, Use>> = {
  put_object: use('write', 'own', -1),
  copy: use('write', 'own', 1),
  upload_file: use('write', 'own', 1, ['read', 0]),
  upload_fileobj: use('write', 'own', 1),
  download_file: use('read', 'own', 0, ['write', 1]),
  download_fileobj: use('read', 'own', 0),
};

const OBJECT: Readonly<Record<string, Use>> = {
  get: use('read', 'own', 'own'),
  load: use('read', 'own', 'own'),
  put: use('write', 'own', 'own'),
  delete: use('delete', 'own', 'own'),
  copy_from: use('write', 'own', 'own'),
  upload_file: use('write', 'own', 'own', ['read', 0]),
  upload_fileobj: use('write', 'own', 'own'),
  download_file: use('read', 'own', 'own', ['write', 0]),
  download_fileobj: use('read', 'own', 'own'),
};

const MADE = /^(?:boto3|boto3\.(?:session\.)?Session\(\))\.(?:client|resource)\(\)(?:\.meta\.client)?(\.Bucket\(\))?(\.Object\(\))?\.(\w+)$/;

export const s3: PythonDataLibrary = {
  id: 's3',
  call(called, context) {
    const { callee, receiver } = called;
    const [, bucket, object, method = ''] = callee.kind === 'external' ? (MADE.exec(callee.path) ?? []) : [];
    if (receiver?.kind !== 'external' || !isS3(receiver, context)) return undefined;
    const made = receiver.call;
    if (method === 'delete_objects') return deleteAll(bucket === undefined ? called.keyword.get('Bucket') : bucketOf(made), called, context);
    const row = (object !== undefined ? OBJECT : bucket !== undefined ? BUCKET : CLIENT)[method];
    if (row === undefined) return undefined;
    const key = nameOf(
      receiver,
      row.bucket === 'own' ? bucketOf(made) : argumentAt(row.bucket, 'Bucket', called),
      row.key === 'own' ? (bucket === undefined ? (made?.positional[1] ?? made?.keyword.get('key')) : (made?.positional[0] ?? made?.keyword.get('key'))) : argumentAt(row.key, 'Key', called),
      context,
    );
    recordSource(called, context);
    recordLocal(row, called, context);
    context.record({ operation: row.operation, resource: { kind: 'key', store: 'object', key } });
    return UNKNOWN_VALUE;
  },
};

/** The call that has made the client or the resource by which something is asked: `boto3.client('s3')`. */
function makerOf(made: PyValue | undefined): PyCall | undefined {
  const call = made?.kind === 'external' ? made.call : undefined;
  return call?.method === 'Bucket' || call?.method === 'Object' ? makerOf(call.receiver) : call;
}

/** Of other services nothing is kept under a key. */
function isS3(made: PyValue | undefined, context: ReadingContext): boolean {
  const call = makerOf(made);
  return call !== undefined && context.textOf(call.positional[0] ?? call.keyword.get('service_name')) === 's3';
}

/** `[http://minio:9000] `, where a server of one's own is asked. */
function serverOf(made: PyValue | undefined, context: ReadingContext): readonly Term[] {
  const endpoint = makerOf(made)?.keyword.get('endpoint_url');
  const name = endpoint === undefined ? undefined : nameOfTerm(context.termOf(endpoint));
  return name === undefined ? [] : [{ kind: 'literal', value: `[${name}] ` }];
}

/** The bucket that `resource.Bucket(…)`, or an object of it, was made with. */
function bucketOf(made: PyCall | undefined): PyValue | undefined {
  const from = made?.receiver?.kind === 'external' ? made.receiver.call : undefined;
  if (made?.method === 'Object' && from?.method === 'Bucket') return bucketOf(from);
  return made?.positional[0] ?? made?.keyword.get(made.method === 'Bucket' ? 'name' : 'bucket_name');
}

function argumentAt(at: number, name: string, { positional, keyword }: PyCall): PyValue | undefined {
  return keyword.get(name) ?? (at < 0 ? undefined : positional[at]);
}

/** `Delete={'Objects': [{'Key': …}]}` */
function deleteAll(bucket: PyValue | undefined, called: PyCall, context: ReadingContext): PyValue {
  const given = called.keyword.get('Delete');
  const objects = given?.kind === 'dict' ? given.entries.get('Objects') : undefined;
  for (const object of objects?.kind === 'list' ? objects.elements : [UNKNOWN_VALUE]) {
    const key = object.kind === 'dict' ? object.entries.get('Key') : undefined;
    context.record({ operation: 'delete', resource: { kind: 'key', store: 'object', key: nameOf(called.receiver, bucket, key, context) } });
  }
  return UNKNOWN_VALUE;
}

/** `CopySource='scans/a'`, `CopySource={'Bucket': 'scans', 'Key': 'a'}` */
function recordSource({ method = '', receiver, positional, keyword }: PyCall, context: ReadingContext): void {
  const source = keyword.get('CopySource') ?? (method === 'copy' ? positional[0] : undefined);
  if (source === undefined) return;
  const key = source.kind === 'dict' ? nameOf(receiver, source.entries.get('Bucket'), source.entries.get('Key'), context) : textTerm([...serverOf(receiver, context), context.termOf(source)]);
  context.record({ operation: 'read', resource: { kind: 'key', store: 'object', key } });
}

function recordLocal({ local }: Use, called: PyCall, context: ReadingContext): void {
  const file = local === undefined ? undefined : argumentAt(local[1], 'Filename', called);
  if (local !== undefined && file !== undefined) context.record({ operation: local[0], resource: { kind: 'key', store: 'file', key: context.termOf(file) } });
}

/** @param made what it is asked of */
function nameOf(made: PyValue | undefined, bucket: PyValue | undefined, key: PyValue | undefined, context: ReadingContext): Term {
  if (bucket === undefined || key === undefined) return UNKNOWN_TERM;
  return textTerm([...serverOf(made, context), context.termOf(bucket), { kind: 'literal', value: '/' }, context.termOf(key)]);
}
