import type { ErrorCode } from '../../errors.js';
import { VERSION } from '../../version.js';
import { refTo, schemaComponents } from './components.js';
import { PROBLEM_TYPE, statusOf } from './problem.js';
import type { SchemaName } from './schemas.js';

type Json = Record<string, unknown>;

/** What may happen to a request with pictures. */
const PICTURE_ERRORS: readonly ErrorCode[] = [
  'invalid-argument',
  'unauthorized',
  'forbidden-url',
  'limit-exceeded',
  'unsupported-format',
  'unreadable-photo',
  'internal',
  'busy',
  'timeout',
  'worker-lost',
  'closed',
  'registry-unavailable',
  'queue-unavailable',
];

/** The OpenAPI 3.1 document of the service: bodies from the schemas that check them. */
export function openApiDocument(): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Claimlens',
      version: VERSION,
      description:
        'How strong is the evidence that a claim photo is forged. A report states what was measured; nothing here rejects a claim.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://127.0.0.1:8080' }],
    security: [{}, { key: [] }],
    paths: {
      '/v1/inspections': {
        post: {
          operationId: 'createInspection',
          summary: 'Inspect a claim photo',
          description:
            'Waits for the report, at most as long as the service allows (or Prefer: wait=N says), then answers 202 and goes on. With Prefer: respond-async or ?async it answers 202 at once.',
          parameters: [
            query('async', 'Answer 202 at once', { type: 'boolean' }),
            query('html', 'Draw the HTML report with pictures, opening in this language', {
              enum: ['en', 'zh'],
            }),
            header('Prefer', 'respond-async, wait=SECONDS (RFC 7240)'),
            header('Idempotency-Key', 'Same key and same request: the same inspection', {
              type: 'string',
              pattern: '^[\\x21-\\x7e]{1,255}$',
            }),
          ],
          requestBody: { required: true, content: inspectionBody() },
          responses: {
            200: {
              ...reportAnswer(),
              headers: { 'Content-Location': plainHeader('Where it stays for a while') },
            },
            202: jobAnswer(),
            ...problems([...PICTURE_ERRORS, 'idempotency-mismatch']),
          },
        },
      },
      '/v1/inspections/{id}': {
        get: {
          operationId: 'readInspection',
          summary: 'Read what became of an inspection',
          description:
            'JSON, or HTML by Accept or by .html after the id. A failed inspection is answered with its problem.',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          responses: {
            200: reportAnswer(),
            202: jobAnswer(),
            ...problems([...PICTURE_ERRORS, 'not-found']),
          },
        },
      },
      '/v1/references': {
        post: {
          operationId: 'createFingerprints',
          summary: 'Take the fingerprints of reference pictures',
          description: 'They serve as references of inspections later. No picture is kept.',
          requestBody: { required: true, content: referenceBody() },
          responses: {
            200: answer('The fingerprints, in the order of the pictures', 'Fingerprints'),
            ...problems(PICTURE_ERRORS),
          },
        },
      },
      '/healthz': operation('isAlive', 'Whether the process answers', {
        200: answer('It does', 'Status'),
      }),
      '/readyz': operation('isReady', 'Whether it takes on work', {
        200: answer('It does', 'Status'),
        ...problems(['closed', 'busy', 'queue-unavailable']),
      }),
      '/metrics': {
        get: {
          operationId: 'readMetrics',
          summary: 'Figures in the Prometheus text format',
          responses: {
            200: { description: 'The figures', content: { 'text/plain': { schema: { type: 'string' } } } },
            ...problems(['unauthorized']),
          },
        },
      },
      '/openapi.json': operation('readDescription', 'This document', {
        200: {
          description: 'This document',
          content: { 'application/json': { schema: { type: 'object' } } },
        },
      }),
    },
    components: {
      schemas: schemaComponents(),
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: 'Required unless the service serves loopback alone',
        },
      },
    },
  };
}

function inspectionBody(): Json {
  const file = { type: 'string', contentMediaType: 'application/octet-stream' };
  return {
    'multipart/form-data': {
      schema: {
        type: 'object',
        required: ['photo'],
        properties: {
          photo: file,
          reference: {
            type: 'array',
            items: { anyOf: [file, refTo('Fingerprint')] },
            description: 'Repeated parts: pictures of the product, or their stored fingerprints (JSON)',
          },
          claim: refTo('Claim'),
        },
      },
      encoding: { claim: { contentType: 'application/json' } },
    },
    'application/json': { schema: refTo('InspectionUrls') },
  };
}

function referenceBody(): Json {
  const file = { type: 'string', contentMediaType: 'application/octet-stream' };
  return {
    'multipart/form-data': {
      schema: {
        type: 'object',
        required: ['reference'],
        properties: { reference: { type: 'array', minItems: 1, items: file } },
      },
    },
    'application/json': { schema: refTo('ReferenceUrls') },
  };
}

function reportAnswer(): Json {
  return {
    description: 'The report',
    content: {
      'application/json': { schema: refTo('Report') },
      'text/html': { schema: { type: 'string' } },
    },
  };
}

function jobAnswer(): Json {
  return {
    ...answer('It was taken on and has not ended', 'Job'),
    headers: { Location: plainHeader('Where the report will be'), 'Retry-After': plainHeader('Seconds') },
  };
}

/** One answer per status; its description lists the codes that it may carry. */
function problems(codes: readonly ErrorCode[]): Json {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
  return Object.fromEntries(
    [...byStatus].map(([status, sharing]) => [
      status,
      {
        description: sharing.join(', '),
        content: { [PROBLEM_TYPE]: { schema: refTo('Problem') } },
        ...(status === 503 ? { headers: { 'Retry-After': plainHeader('Seconds') } } : {}),
      },
    ]),
  );
}

function operation(operationId: string, summary: string, responses: Json): Json {
  return { get: { operationId, summary, security: [{}], responses } };
}

function answer(description: string, name: SchemaName): Json {
  return { description, content: { 'application/json': { schema: refTo(name) } } };
}

const plainHeader = (description: string): Json => ({ description, schema: { type: 'string' } });
const query = (name: string, description: string, schema: Json): Json => ({
  name,
  in: 'query',
  description,
  schema,
});
const header = (name: string, description: string, schema: Json = { type: 'string' }): Json => ({
  name,
  in: 'header',
  description,
  schema,
});
