import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildRefundApp } from '../../examples/refund-endpoint.js';
import { type Report, reportSchema } from '../../src/index.js';
import { EXEC_ARGV, form, LISTING, PHOTO, post } from '../service/start.js';

const orders = new Map([['o-1', { listing: [LISTING], orderedAt: '2026-05-06', deliveredAt: '2026-05-10' }]]);
const kept: [string, Report][] = [];
let app: Awaited<ReturnType<typeof buildRefundApp>>;
let url: string;
beforeAll(async () => {
  app = await buildRefundApp(orders, async (...entry) => void kept.push(entry), {
    inspector: { limits: { maxDurationMs: 60_000 } },
    child: { execArgv: EXEC_ARGV, giveWay: false },
  });
  url = await app.listen({ port: 0 });
});
afterAll(() => app.close());

describe('the refund endpoint', () => {
  it('hands a copy of the listing picture with a crack to a person, with the report', async () => {
    const { status, json } = await post(`${url}/orders/o-1/refund`, form(['photo', PHOTO]));
    expect([status, json.status]).toEqual([200, 'a-person-decides']);
    expect(kept.map(([order]) => order)).toEqual(['o-1']);
    expect(reportSchema.parse(kept[0][1]).claim.id).toBe('o-1');
  });

  it('hands a photo that cannot be read to a person, not back to the buyer', async () => {
    const { status, json } = await post(
      `${url}/orders/o-1/refund`,
      form(['photo', Buffer.from('no picture')]),
    );
    expect([status, json]).toEqual([200, { status: 'a-person-decides', summary: null }]);
    expect(kept).toHaveLength(1);
  });

  it('refuses an order that is not known', async () => {
    expect((await post(`${url}/orders/o-2/refund`, form(['photo', PHOTO]))).status).toBe(400);
  });
});
