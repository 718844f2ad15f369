/** The rows of Python as a Markdown table for docs/handlers.md. */
import { code, listOf, pattern } from '../table.js';
import type { Callee, ClassSignal, ParametersSignal, PythonHandlerRow, PythonSignal, ReferenceSignal } from './schema.js';

/** One line for each row, in the order of the rows. The result has no line break at its end. */
export function renderPythonFrameworkTable(rows: readonly PythonHandlerRow[]): string {
  const lines = rows.map(({ framework, role, confidence = 'strong', signal }) => `| ${framework} | ${role} | ${describe(signal)} | ${confidence} |`);
  return ['| framework | role | how it shows | at most |', '|---|---|---|---|', ...lines].join('\n');
}

function describe(signal: PythonSignal): string {
  switch (signal.kind) {
    case 'task':
      return 'decorated with `@shared_task`, `@app.task` of a Celery app, or a decorator of the project that leads to one of them';
    case 'decorator':
      return `decorated with ${describeCallee(signal.callee, '@')}`;
    case 'class':
      return describeClass(signal);
    case 'reference':
      return describeReference(signal);
    case 'parameters':
      return describeParameters(signal);
  }
}

function describeCallee(callee: Callee, prefix = ''): string {
  if ('names' in callee) return listOf(callee.names.map((name) => `${prefix}${name}`));
  const { methods, receiver, receiverName, path } = callee;
  const receivers = [
    ...(receiver === undefined ? [] : [`what comes from ${listOf(receiver)}`]),
    ...(receiverName === undefined ? [] : [`one whose name fits ${pattern(receiverName)}`]),
    ...(path === true ? ['one of unknown origin, if there is a path'] : []),
  ];
  return `${listOf(methods.map((method) => `.${method}()`))} of ${receivers.join('; or ')}`;
}

function describeClass({ from, base, className, methods, methodName, parameters, files }: ClassSignal): string {
  const named = [
    ...(methods === 'any' ? ['any method'] : methods.length > 0 ? [`method ${listOf(methods)}`] : []),
    ...(methodName === undefined ? [] : [`method named ${pattern(methodName)}`]),
  ];
  const classes = [
    ...(from === undefined ? [] : [`extends ${listOf(from)}`]),
    ...(base === undefined ? [] : [`extends a base named ${pattern(base)}`]),
    ...(className === undefined ? [] : [`is named ${pattern(className)}`]),
  ];
  return [
    named.join(' or '),
    ...(parameters === undefined ? [] : [`with parameters named ${parameters.map((name) => pattern(name)).join(', ')}`]),
    classes.length === 0 ? 'of any class' : `of a class that ${classes.join('; or ')}`,
    ...(files === undefined ? [] : [`in ${listOf(files)}`]),
  ].join(' ');
}

function describeReference({ callee, at, methods }: ReferenceSignal): string {
  const places = at.map((place) => (typeof place === 'number' ? `argument ${String(place + 1)}` : code(`${place}=`)));
  const handed = `${places.join(' or ')} of ${describeCallee(callee)}`;
  return methods === undefined ? handed : `${handed}; of a class that stands there, method ${listOf(methods)}`;
}

function describeParameters({ names, type, typeName, keywords, files }: ParametersSignal): string {
  const parts = [
    ...(names === undefined ? [] : [`first parameters named ${names.map((name) => pattern(name)).join(', ')}`]),
    ...(type === undefined ? [] : [`first parameter of type ${listOf(type)}`]),
    ...(typeName === undefined ? [] : [`or of one named ${pattern(typeName)}`]),
    ...(keywords === true ? ['and `**kwargs`'] : []),
    ...(files === undefined ? [] : [`in ${listOf(files)}`]),
  ];
  return parts.join(' ');
}
