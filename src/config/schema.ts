/** What a configuration may say, as checks; the types are in `settings.ts` and `frameworks/schema.ts`. */
import { STYLES } from '../analysis/edit.js';
import { EVIDENCE_LEVELS, SCOPES } from '../settings.js';
import { eitherOf, isFlag, isPattern, isPosition, isText, listOf, objectOf, oneOf, taggedBy } from './checks.js';
import type { Check } from './checks.js';
import { isRules } from './rules.js';

const ROLES = ['request', 'message', 'event', 'job', 'signal', 'command', 'script', 'migration', 'test', 'service'];

const DISPATCHER_PARTS: Readonly<Record<string, Check>> = {
  task: eitherOf("the position of the task's name, or the name", isPosition, isText),
  payload: listOf(isPosition),
  options: isPosition,
  library: isText,
  signature: isText,
};

const isDispatcher = taggedBy('from', {
  package: objectOf({ from: isText, name: isText, package: isText }, DISPATCHER_PARTS),
  file: objectOf({ from: isText, name: isText, path: isText }, DISPATCHER_PARTS),
});

const isFrom = objectOf({ packages: listOf(isText) }, { names: listOf(isText), autoImport: isFlag });

const isHandlerPosition = objectOf(
  {},
  {
    args: eitherOf('"any", "last" or a list of positions', oneOf(['any', 'last']), listOf(isPosition)),
    keys: listOf(isText),
    deepKey: isText,
    map: isFlag,
    arity: isPosition,
  },
);

const isTypedParameter: Check = (value, key) =>
  Array.isArray(value) && value.length === 2 && isText(value[0], key) === undefined && isPosition(value[1], key) === undefined
    ? undefined
    : `${key}: must be [type name, position]`;

const isSignal = taggedBy('kind', {
  call: objectOf(
    { kind: isText, from: isFrom, methods: listOf(isText), at: isHandlerPosition },
    { receiverName: isPattern, path: oneOf(['required', 'optional']) },
  ),
  wrap: objectOf({ kind: isText, at: isHandlerPosition }, { from: isFrom, calleeName: isPattern }),
  decorator: objectOf({ kind: isText, from: isFrom }, { anyModule: isFlag, classDecorator: isPattern }),
  export: objectOf(
    {
      kind: isText,
      files: listOf(isText),
      names: eitherOf('"default", "any" or a list of names', oneOf(['default', 'any']), listOf(isText)),
    },
    { keys: listOf(isText) },
  ),
  directive: objectOf({ kind: isText, text: isText }),
  class: objectOf(
    { kind: isText, methods: eitherOf('"any" or a list of names', oneOf(['any']), listOf(isText)) },
    { base: isPattern, from: isFrom, className: isPattern, files: listOf(isText), firstParameter: isText, superCallback: isFlag },
  ),
  type: objectOf({ kind: isText, from: isFrom }, { parameters: listOf(isTypedParameter), constants: listOf(isText) }),
  map: objectOf({ kind: isText, keys: listOf(isText) }, { variable: isPattern, property: isText, type: isPattern, files: listOf(isText) }),
  names: objectOf({ kind: isText, parameters: listOf(isPattern) }),
});

const isHandler = objectOf(
  { framework: isText, role: oneOf(ROLES), signal: isSignal },
  { requires: listOf(isText), confidence: oneOf(['strong', 'medium', 'weak']) },
);

/** The keys that ESLint's `settings['fix-chains']` has too. */
const SETTINGS: Readonly<Record<string, Check>> = { dispatchers: listOf(isDispatcher), handlers: listOf(isHandler) };

/** What is wrong with `settings['fix-chains']`, or undefined. */
export const checkSettings: (value: unknown) => string | undefined = (value) => objectOf({}, SETTINGS)(value, '');

/** What is wrong with a configuration file's value, or undefined. */
export const checkConfig: (value: unknown) => string | undefined = (value) =>
  objectOf(
    {},
    {
      ...SETTINGS,
      $schema: isText,
      scope: oneOf(SCOPES),
      evidence: oneOf(EVIDENCE_LEVELS),
      style: oneOf(STYLES),
      styles: listOf(oneOf(STYLES)),
      linkError: isText,
      passResults: isFlag,
      ignore: listOf(isText),
      rules: isRules,
    },
  )(value, '');
