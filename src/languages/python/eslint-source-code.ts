import type { SourceLocation } from '@eslint/core';
import { TextSourceCodeBase, VisitNodeStep, type Directive } from '@eslint/plugin-kit';
import type { PythonModule } from '../../readers/python/module.js';
import type { PyNode } from '../../readers/python/tree.js';
import { configCommentsIn, directivesOf, inlineConfigsOf, type CommentNode, type InlineConfigs } from './eslint-comments.js';

interface SourceCodeTypes {
  LangOptions: Record<string, unknown>;
  RootNode: PyNode;
  SyntaxElementWithLoc: PyNode | CommentNode;
  ConfigNode: CommentNode;
}

/** tree-sitter counts no other line endings. */
const LINE_ENDING = /\r\n|\n/;

/** A Python file as ESLint's rules see it. Its nodes have ranges only: ask `getLoc` for lines and columns. */
export class PythonSourceCode extends TextSourceCodeBase<SourceCodeTypes> {
  readonly hasBOM: boolean;
  /** Absent where the text can hold no dispatch: it was not parsed then, and its tree is empty. */
  readonly module: PythonModule | undefined;
  #comments: CommentNode[] | undefined;
  #configComments: CommentNode[] | undefined;
  #steps: VisitNodeStep[] | undefined;

  constructor({ text, ast, module, hasBOM }: { text: string; ast: PyNode; module: PythonModule | undefined; hasBOM: boolean }) {
    super({ text, ast, lineEndingPattern: LINE_ENDING });
    this.module = module;
    this.hasBOM = hasBOM;
  }

  get comments(): CommentNode[] {
    this.#comments ??= (this.module?.comments ?? []).map(({ span }) => this.#commentAt(span.start, span.end));
    return this.#comments;
  }

  override getLoc(node: PyNode | CommentNode): SourceLocation {
    if ('loc' in node) return node.loc;
    // The base class finds other locations by the root's.
    if (node === this.ast) return { start: { line: 1, column: 0 }, end: { line: this.lines.length, column: this.lines.at(-1)?.length ?? 0 } };
    return this.#locOf(node.range[0], node.range[1]);
  }

  override getRange({ range: [start, end] }: PyNode | CommentNode): [number, number] {
    return [start, end];
  }

  override getParent(node: PyNode | CommentNode): PyNode | undefined {
    return 'parent' in node ? node.parent : undefined;
  }

  getInlineConfigNodes(): CommentNode[] {
    this.#configComments ??= configCommentsIn(this.comments, (start, end) => this.#commentAt(start, end));
    return this.#configComments;
  }

  getDisableDirectives(): { directives: Directive[]; problems: [] } {
    return { directives: directivesOf(this.getInlineConfigNodes()), problems: [] };
  }

  applyInlineConfig(): InlineConfigs {
    return inlineConfigsOf(this.getInlineConfigNodes());
  }

  /** Every node that is no keyword and no punctuation, on the way in and on the way out. */
  override traverse(): VisitNodeStep[] {
    this.#steps ??= stepsThrough(this.ast);
    return this.#steps;
  }

  // A configuration without `files` runs the rules of JavaScript on Python, too. They find no node of theirs, but some ask these beforehand.

  readonly visitorKeys = {};
  readonly parserServices = {};

  getAllComments(): CommentNode[] {
    return this.comments;
  }

  getScope(): { readonly isStrict: true } {
    return { isStrict: true };
  }

  getTokenBefore(): null {
    return null;
  }

  #commentAt(start: number, end: number): CommentNode {
    return { type: 'Line', value: this.text.slice(start + 1, end), range: [start, end], loc: this.#locOf(start, end) };
  }

  #locOf(start: number, end: number): SourceLocation {
    return { start: this.getLocFromIndex(start), end: this.getLocFromIndex(end) };
  }
}

function stepsThrough(root: PyNode): VisitNodeStep[] {
  const steps: VisitNodeStep[] = [];
  visit(root);
  return steps;

  function visit(node: PyNode): void {
    steps.push(new VisitNodeStep({ target: node, phase: 1, args: [node, node.parent] }));
    for (const child of node.children) if (child.named) visit(child);
    steps.push(new VisitNodeStep({ target: node, phase: 2, args: [node, node.parent] }));
  }
}
