import { ClaimlensError } from '../../errors.js';
import { requireBytes } from './body.js';
import type { Context } from './context.js';
import type { App } from './fastify.js';
import { takeIn } from './take-in.js';

/** `POST /v1/references`: fingerprints that serve as references later, without the pictures. */
export function addReferences(app: App, context: Context): void {
  app.post('/v1/references', async (request, reply) => {
    const { material, ticket, signal } = await takeIn(request, reply, context);
    try {
      const pictures = requireBytes(material.references);
      if (pictures.length === 0 || material.photos.length > 0)
        throw new ClaimlensError(
          'invalid-argument',
          'references: expected one part named reference or several',
        );
      return { fingerprints: await context.pool.fingerprint(pictures, { signal }) };
    } finally {
      ticket.release();
    }
  });
}
