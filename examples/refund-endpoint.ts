import multipart from '@fastify/multipart';
import type { Report } from 'claimlens';
import { type InspectionPool, openPool, type PoolOptions } from 'claimlens/service';
import fastify from 'fastify';

// A refund endpoint that inspects claim photos itself, on worker processes of its own: the server stays free while a
// photo is measured. A report never refuses a refund. It says how a claim goes on: paid at once, one more photo, or
// a person who looks.

/** What a shop knows of an order; here a table, in a shop its database. */
export interface Order {
  readonly listing: readonly Uint8Array[];
  readonly orderedAt: string;
  readonly deliveredAt: string;
}

const STEPS = {
  continue: 'refund-paid',
  'ask-for-more': 'another-photo-please',
  'human-review': 'a-person-decides',
} as const;

/** @param keep stores the report with the case: whoever decides reads it, and so may the buyer and the merchant */
export async function buildRefundApp(
  orders: ReadonlyMap<string, Order>,
  keep: (order: string, report: Report) => Promise<void>,
  options: PoolOptions = {},
) {
  const pool: InspectionPool = await openPool({ size: 1, maxWaiting: 100, ...options });
  const app = fastify();
  await app.register(multipart, { limits: { fileSize: 20_000_000, files: 1 } });
  app.addHook('onClose', async () => pool.close());

  app.post<{ Params: { order: string } }>('/orders/:order/refund', async (request, reply) => {
    const order = orders.get(request.params.order);
    const photo = await (await request.file())?.toBuffer();
    if (!order || !photo) return reply.code(400).send({ error: 'expected a known order and a photo' });
    const claim = {
      id: request.params.order,
      orderedAt: order.orderedAt,
      deliveredAt: order.deliveredAt,
      claimedAt: new Date().toISOString(),
    };
    try {
      const result = await pool.inspect({ photo, references: order.listing, claim });
      const report = JSON.parse(result.report) as Report;
      await keep(request.params.order, report);
      return { status: STEPS[report.nextStep], summary: report.summary };
    } catch (error) {
      // A photo that cannot be measured, or a service that is too busy, is no fault of the buyer: a person looks.
      request.log.warn(error);
      return { status: STEPS['human-review'], summary: null };
    }
  });
  return app;
}
