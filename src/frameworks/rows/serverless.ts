/** Functions that a cloud calls. */
import type { From, HandlerRow } from '../schema.js';

const LAMBDA: From = { packages: ['aws-lambda', '@types/aws-lambda'] };
const AZURE: From = { packages: ['@azure/functions'], names: ['app'] };
const FIREBASE = ['firebase-functions'];
const WORKERS = ['wrangler', '@cloudflare/workers-types', '@cloudflare/vite-plugin'];
const WORKER_CLASSES: From = { packages: ['cloudflare:workers'], names: ['WorkerEntrypoint', 'DurableObject'] };

export const SERVERLESS_ROWS: readonly HandlerRow[] = [
  {
    framework: 'AWS Lambda', role: 'request',
    signal: {
      kind: 'type', from: LAMBDA,
      constants: [
        'APIGatewayProxyHandler', 'APIGatewayProxyHandlerV2', 'APIGatewayProxyWithLambdaAuthorizerHandler', 'APIGatewayProxyHandlerV2WithJWTAuthorizer',
        'ALBHandler', 'LambdaFunctionURLHandler',
      ],
    },
  },
  {
    framework: 'AWS Lambda', role: 'request',
    signal: {
      kind: 'type', from: LAMBDA,
      parameters: [['APIGatewayProxyEvent|APIGatewayProxyEventV2|APIGatewayEvent|APIGatewayProxyEventV2WithJWTAuthorizer|ALBEvent|LambdaFunctionURLEvent', 0]],
    },
  },
  {
    framework: 'AWS Lambda', role: 'event',
    signal: {
      kind: 'type', from: LAMBDA,
      constants: ['SQSHandler', 'SNSHandler', 'S3Handler', 'EventBridgeHandler', 'ScheduledHandler', 'DynamoDBStreamHandler', 'KinesisStreamHandler'],
    },
  },
  {
    framework: 'AWS Lambda', role: 'event',
    signal: { kind: 'type', from: LAMBDA, parameters: [['SQSEvent|SNSEvent|S3Event|EventBridgeEvent|ScheduledEvent|DynamoDBStreamEvent|KinesisStreamEvent', 0]] },
  },
  {
    framework: 'AWS Lambda', role: 'request', confidence: 'medium',
    requires: ['@types/aws-lambda', 'aws-lambda', '@middy/core', 'serverless', 'aws-cdk-lib', '@aws-lambda-powertools/logger'],
    signal: { kind: 'export', files: ['**/functions/**', '**/lambda/**', '**/lambdas/**', '**/handlers/**', '**/handler.*'], names: ['handler'] },
  },
  { framework: 'middy', role: 'request', confidence: 'medium', signal: { kind: 'wrap', from: { packages: ['@middy/core'], names: ['default', 'middy'] }, at: { args: [0] } } },
  { framework: 'middy', role: 'request', confidence: 'medium', signal: { kind: 'call', from: { packages: ['@middy/core'] }, methods: ['handler'], at: { args: [0] } } },
  {
    framework: 'Azure Functions', role: 'request',
    signal: { kind: 'call', from: AZURE, methods: ['http', 'get', 'post', 'put', 'patch', 'deleteRequest'], at: { args: 'last', keys: ['handler'] } },
  },
  {
    framework: 'Azure Functions', role: 'event',
    signal: {
      kind: 'call', from: AZURE,
      methods: [
        'timer', 'serviceBusQueue', 'serviceBusTopic', 'storageQueue', 'storageBlob', 'eventHub', 'eventGrid', 'cosmosDB', 'sql', 'mySql', 'webPubSub', 'mcpTool',
      ],
      at: { keys: ['handler'] },
    },
  },
  {
    framework: 'Google Cloud Functions', role: 'request',
    signal: { kind: 'wrap', from: { packages: ['@google-cloud/functions-framework'], names: ['http'] }, at: { args: 'last' } },
  },
  {
    framework: 'Google Cloud Functions', role: 'event',
    signal: { kind: 'wrap', from: { packages: ['@google-cloud/functions-framework'], names: ['cloudEvent'] }, at: { args: 'last' } },
  },
  {
    framework: 'Google Cloud Functions', role: 'request',
    signal: { kind: 'type', from: { packages: ['@google-cloud/functions-framework'] }, constants: ['HttpFunction'] },
  },
  { framework: 'Firebase', role: 'request', signal: { kind: 'wrap', from: { packages: FIREBASE, names: ['onRequest', 'onCall'] }, at: { args: 'last' } } },
  {
    framework: 'Cloudflare Workers', role: 'request', requires: WORKERS,
    signal: { kind: 'export', files: ['**'], names: 'default', keys: ['fetch'] },
  },
  {
    framework: 'Cloudflare Workers', role: 'event', requires: WORKERS,
    signal: { kind: 'export', files: ['**'], names: 'default', keys: ['queue', 'scheduled', 'email'] },
  },
  {
    framework: 'Cloudflare Workers', role: 'request',
    signal: { kind: 'class', base: '^(WorkerEntrypoint|DurableObject)$', from: WORKER_CLASSES, methods: ['fetch'] },
  },
];
