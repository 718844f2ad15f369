import { FlowProducer, type FlowJob, type JobNode } from 'bullmq';
import { connectionOf } from './connection.js';

/** The options of a queue or worker that say where it is. */
export interface Place {
  readonly connection?: unknown;
  readonly telemetry?: unknown;
}

interface OpenProducer {
  readonly connection: unknown;
  readonly telemetry: unknown;
  readonly producer: FlowProducer;
}

const producers: OpenProducer[] = [];

/** Closes what `delay()` and `onlyOnFailure()` opened; call it when queues and workers are closed. */
export async function closeCanvas(): Promise<void> {
  await Promise.all(producers.splice(0).map(({ producer }) => producer.close()));
}

/** A FlowProducer opens a connection of its own unless given a client, so one is kept for each. */
export function producerFor(place: Place): FlowProducer {
  const connection = connectionOf(place.connection);
  const { telemetry } = place;
  const open = producers.find((known) => known.connection === connection && known.telemetry === telemetry);
  if (open) return open.producer;

  const producer = new FlowProducer(place as ConstructorParameters<typeof FlowProducer>[0]);
  // In older versions of BullMQ 5 an error that nobody listens for ends the process; the queue, which has the same
  // trouble, reports it. https://github.com/taskforcesh/bullmq/issues/3158
  producer.on('error', () => undefined);
  producers.push({ connection, telemetry, producer });
  return producer;
}

/** Adds the flows in one transaction. Gives their roots. */
export async function addFlows(producer: FlowProducer, flows: readonly FlowJob[]): Promise<JobNode[]> {
  const [only, ...others] = flows;
  return only && others.length === 0 ? [await producer.add(only)] : producer.addBulk([...flows]);
}
