/** The dispatches that a task makes itself, as they are written: `resize.delay(image_id)`, `app.send_task('resize', [image_id])`. */
import type { CeleryDetail, TaskArgument } from '../../libraries/celery/detail.js';
import { childIn, sourceOf, unwrapped, type PyNode } from '../../readers/python/tree.js';
import { signaturesIn, takingResult } from './canvas.js';
import { elementOf } from './iteration.js';
import type { Frame, Given, Reading } from './reading.js';
import { dispatch } from './tasks.js';
import type { PyValue } from '../../footprints/python/values.js';

const RESULT: PyValue = { kind: 'external', path: 'celery.result.AsyncResult()' };

/** What a call gives that is a dispatch; undefined for any other call. */
export function readDispatch(node: PyNode, frame: Frame, reading: Reading): PyValue | undefined {
  const { recogniser } = reading.view;
  if (!recogniser.isCandidate(node, frame.module)) return undefined;
  const recognised = recogniser.recognise(node, frame.module);
  if (recognised?.library !== 'celery') return undefined;
  const { arguments: given, form, ...detail } = recognised.detail as CeleryDetail;
  const { key, name } = recognised.task;
  const definition = detail.definition ?? (form === 'send_task' ? reading.view.definitionNamed(key) : undefined);
  dispatch({ key, name, given: givenBy(given, frame, reading), ...(definition === undefined ? {} : { definition }) }, node, frame, reading);
  for (const option of recognised.options) dispatchLinked(option, node, frame, reading);
  return RESULT;
}

/** `link=done.s(image_id)` */
function dispatchLinked(option: PyNode, node: PyNode, frame: Frame, reading: Reading): void {
  const name = childIn(option, 'name');
  const value = childIn(option, 'value');
  if (name === undefined || value === undefined) return;
  const linked = reading.evaluate(value, frame);
  if (sourceOf(name, frame.module) !== 'link') return;
  for (const signature of signaturesIn(linked)) dispatch(takingResult(signature), node, frame, reading);
}

/** The arguments of a dispatch, evaluated. */
function givenBy(given: readonly TaskArgument[], frame: Frame, reading: Reading): Given {
  const positional: PyValue[] = [];
  const keyword = new Map<string, PyValue>();
  let open = false;
  for (const { kind, name, node } of given) {
    const value = reading.evaluate(unwrapped(node), frame);
    if (kind === 'positional') positional.push(value);
    else if (kind === 'keyword') keyword.set(name ?? '', value);
    else if (kind === 'list' && value.kind === 'list') positional.push(...value.elements);
    else if (kind === 'dict' && value.kind === 'dict') {
      for (const [key, entry] of value.entries) keyword.set(key, entry);
      open ||= value.open;
    } else {
      elementOf(value, node, frame, reading);
      open = true;
    }
  }
  return { positional, keyword, open };
}
