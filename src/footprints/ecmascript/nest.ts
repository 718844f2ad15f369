/** What Nest injects, as the data libraries' modules for it say: https://docs.nestjs.com/techniques/database */
import type { Model } from '../../analysis/footprint.js';
import { isClass, type Node, type TSESTree } from '../../readers/ecmascript/estree.js';
import type { Symbol } from '../../resolve/origin.js';
import type { ReadingContext } from './library.js';
import type { Expressed } from './values.js';

/** @param node what has the type; a class for the type that it extends: `class Images extends Repository<Image>` */
export function typeArgumentOf(node: Node): TSESTree.Identifier | undefined {
  const holder = node.type === 'TSParameterProperty' ? node.parameter : node;
  const target = holder.type === 'AssignmentPattern' ? holder.left : holder.type === 'VariableDeclarator' ? holder.id : holder;
  const annotation = 'typeAnnotation' in target ? target.typeAnnotation : undefined;
  const type = annotation?.type === 'TSTypeAnnotation' ? annotation.typeAnnotation : undefined;
  const given = isClass(node) ? node.superTypeArguments : type?.type === 'TSTypeReference' ? type.typeArguments : undefined;
  const [first] = given?.params ?? [];
  return first?.type === 'TSTypeReference' && first.typeName.type === 'Identifier' ? first.typeName : undefined;
}

/** What an injecting decorator is given: `Image` and `'archive'` of `@InjectRepository(Image, 'archive')`; nothing where there is none. */
export function injectedWith({ node, module }: Symbol, from: string, decorator: string, context: ReadingContext): readonly Expressed[] {
  for (const { expression } of ('decorators' in node ? node.decorators : undefined) ?? []) {
    if (expression.type !== 'CallExpression') continue;
    const { is } = context.resolve({ node: expression.callee, module, env: undefined });
    if (is.kind === 'package' && is.package === from && is.path.at(-1) === decorator) return expression.arguments.map((argument) => ({ node: argument, module, env: undefined }));
  }
  return [];
}

/** The table of a connection that is not the only one: other connections may have one of the same name. */
export function inConnection(model: Model, connection: Expressed | undefined, context: ReadingContext): Model {
  const name = connection === undefined ? 'default' : context.textOf(connection) ?? connection.module.text.slice(...connection.node.range);
  return name === 'default' ? model : { ...model, key: `${model.key}@${name}` };
}
