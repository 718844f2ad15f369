/** The rows as a Markdown table for docs/handlers.md. */
import type { From, HandlerPosition, HandlerRow, Signal } from './schema.js';

/** How many names of a list are written out. */
const MAX_NAMES = 8;

/** One line for each row, in the order of the rows. The result has no line break at its end. */
export function renderFrameworkTable(rows: readonly HandlerRow[]): string {
  const lines = rows.map(({ framework, role, confidence = 'strong', requires, signal }) => {
    const condition = requires === undefined ? '' : `; package.json names ${listOf(requires)}`;
    return `| ${framework} | ${role} | ${describe(signal)}${condition} | ${confidence} |`;
  });
  return ['| framework | role | how it shows | at most |', '|---|---|---|---|', ...lines].join('\n');
}

function describe(signal: Signal): string {
  switch (signal.kind) {
    case 'call':
      return `${describePosition(signal.at)} of ${listOf(signal.methods.map((method) => `.${method}()`))} on ${describeReceiver(signal)}`;
    case 'wrap':
      return `${describePosition(signal.at)} of ${describeCallee(signal)}`;
    case 'decorator':
      return `method with ${describeFrom(signal.from, '@')}${signal.anyModule === true ? `, or of another package in a class with ${pattern(signal.classDecorator ?? '', '@')}` : ''}`;
    case 'export':
      return `export ${describeExport(signal)} of ${listOf(signal.files)}`;
    case 'directive':
      return `${code(`'${signal.text}'`)} at the top of the function, or of the file that exports it`;
    case 'class':
      return describeClass(signal);
    case 'type':
      return describeType(signal);
    case 'map':
      return describeMap(signal);
    case 'names':
      return `parameters named ${signal.parameters.map((name) => pattern(name)).join(', ')}`;
  }
}

function describePosition({ args, keys, deepKey, map, arity }: HandlerPosition): string {
  const places = [];
  if (args === 'any') places.push('any argument');
  if (args === 'last') places.push('last argument');
  if (Array.isArray(args)) places.push(`argument ${args.map((index: number) => index + 1).join(', ')}`);
  if (keys !== undefined) places.push(`key ${listOf(keys)}`);
  if (deepKey !== undefined) places.push(`key ${code(deepKey)}, however deep,`);
  if (map === true) places.push('any value of an object');
  if (places.length === 0) places.push('any argument');
  return `${places.join(' or ')}${arity === undefined ? '' : ` (of ${String(arity)})`}`;
}

function describeReceiver({ from, receiverName, path }: Extract<Signal, { kind: 'call' }>): string {
  const others = [
    ...(receiverName === undefined ? [] : [`whose name fits ${pattern(receiverName)}`]),
    ...(path === 'optional' ? ['of unknown origin, if there is a path'] : []),
  ];
  const own = `what comes from ${describeFrom(from)}${path === 'required' ? ', if there is a path' : ''}`;
  return [own, ...others.map((other) => `one ${other}`)].join('; or ');
}

function describeCallee({ from, calleeName }: Extract<Signal, { kind: 'wrap' }>): string {
  const named = calleeName === undefined ? [] : [`a function named ${pattern(calleeName)}`];
  return [...(from === undefined ? [] : [describeFrom(from)]), ...named].join('; or ');
}

function describeFrom({ packages, names, autoImport }: From, prefix = ''): string {
  const imported = autoImport === true ? ', or without an import' : '';
  return names === undefined ? listOf(packages) : `${listOf(names.map((name) => `${prefix}${name}`))} from ${listOf(packages)}${imported}`;
}

function describeExport({ names, keys }: Extract<Signal, { kind: 'export' }>): string {
  const exported = typeof names === 'string' ? code(names) : listOf(names);
  return keys === undefined ? exported : `${exported}, key ${listOf(keys)},`;
}

function describeClass({ base, from, className, files, methods, firstParameter, superCallback }: Extract<Signal, { kind: 'class' }>): string {
  const parts = [superCallback === true ? 'callback of `super()`' : methods === 'any' ? 'any method' : `method ${listOf(methods)}`, 'of a class'];
  if (className !== undefined) parts.push(`named ${pattern(className)}`);
  const bases = [...(from === undefined ? [] : [describeFrom(from)]), ...(base === undefined ? [] : [`a base named ${pattern(base)}`])];
  if (bases.length > 0) parts.push(`that extends or implements ${bases.join('; or ')}`);
  if (files !== undefined) parts.push(`in ${listOf(files)}`);
  if (firstParameter !== undefined) parts.push(`with a first parameter of type ${code(firstParameter)}`);
  return parts.join(' ');
}

function describeType({ from, parameters = [], constants = [] }: Extract<Signal, { kind: 'type' }>): string {
  const typed = parameters.map(([name, index]) => `parameter ${String(index + 1)} of type ${listOf(name.split('|'))}`);
  const held = constants.length === 0 ? [] : [`constant of type ${listOf(constants)}`];
  return `${[...typed, ...held].join(' and ')} from ${listOf(from.packages)}`;
}

function describeMap({ variable, type, property, keys, files }: Extract<Signal, { kind: 'map' }>): string {
  const holders = [
    ...(variable === undefined ? [] : [`constant named ${pattern(variable)}`]),
    ...(type === undefined ? [] : [`constant whose type is named ${pattern(type)}`]),
    ...(property === undefined ? [] : [`key ${code(property)}`]),
  ];
  return `functions under ${keys.includes('*') ? 'any key' : listOf(keys)} of an object in a ${holders.join(', or a ')}${files === undefined ? '' : `, in ${listOf(files)}`}`;
}

export function listOf(names: readonly string[]): string {
  const more = names.length > MAX_NAMES ? ` and ${String(names.length - MAX_NAMES)} more` : '';
  return `${names.slice(0, MAX_NAMES).map(code).join(', ')}${more}`;
}

export function pattern(source: string, prefix = ''): string {
  return `${prefix}${code(`/${source}/`)}`;
}

// A pipe ends a cell, even inside of code.
export function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}
