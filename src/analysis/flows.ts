/** Flows of BullMQ: the trees of jobs that a FlowProducer is given. https://docs.bullmq.io/guide/flows */
import type { Edit } from './edit.js';
import type { RoutineName } from './canvas.js';
import type { Span } from './ir.js';

/** A call of `FlowProducer.add` or `addBulk`. */
export interface FlowSite {
  readonly call: Span;
  readonly method: 'add' | 'addBulk';
  readonly routine: RoutineName;
  /** The trees that it is given, as far as they can be read. */
  readonly roots: readonly FlowNode[];
  /** The edits that give these queues' own defaults to the flow; undefined where that cannot be written here. */
  carryDefaults(queues: readonly FlowQueue[]): readonly Edit[] | undefined;
}

/** One job of a flow. */
export interface FlowNode {
  /** The object that describes it. */
  readonly span: Span;
  /** Its name, as the code has it; where it has none, where its description starts. */
  readonly nameSpan: Span;
  readonly name: string;
  /** Absent where it cannot be read. */
  readonly queue?: FlowQueue;
  readonly data?: Span;
  readonly prefix?: Span;
  /** Its `opts`. */
  readonly options: JobOptions;
  /** What the call's `queuesOptions` give to the jobs of its queue. */
  readonly given: JobOptions;
  /** The jobs that it waits for. */
  readonly children: readonly FlowNode[];
  /** True where `children` may not be all. */
  readonly openChildren: boolean;
  /** True where one description stands for several jobs: `ids.map((id) => ({ … }))`. */
  readonly repeated: boolean;
  /** Comments above its list of children and between them. */
  readonly comments: readonly string[];
  /** Whether its worker is seen to catch errors and to go on, so that it may never fail. */
  mayNeverFail(): boolean;
  /** The edits that set an option of it to true. */
  setOption(name: string): readonly Edit[];
}

export interface FlowQueue {
  readonly name: string;
  /** `defaultJobOptions` of its construction, where that is visible. */
  readonly defaults?: JobOptions;
  /** The queue object, as this file can write it. */
  readonly expression?: string;
  /** Its name as a property key of this file: `images`, `[images.name]`. */
  readonly key: string;
}

export interface JobOptions {
  readonly entries: ReadonlyMap<string, JobOption>;
  /** True where there may be others. */
  readonly open: boolean;
}

export interface JobOption {
  /** As the code writes it. */
  readonly text: string;
  /** The value, where it is plain; `undefined` written out counts as null. */
  readonly literal?: string | number | boolean | null;
  /** The properties of an object. */
  readonly entries?: ReadonlyMap<string, JobOption>;
}

/** A job and those below it, parents first. */
export function* jobsOf(node: FlowNode): Generator<FlowNode> {
  yield node;
  for (const child of node.children) yield* jobsOf(child);
}
