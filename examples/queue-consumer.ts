import type { Report } from 'claimlens';
import {
  type ClaimQueue,
  type ClaimWorker,
  type ClaimWorkerOptions,
  type PictureStore,
  startClaimWorker,
} from 'claimlens/service';

// A shop whose refund system speaks through a queue: the web servers hand claims in and answer at once, consumers on
// other machines inspect and write what they found into the case. Any number of consumers may run. One that dies
// loses no claim: another takes it after half a minute.

/** A claim as the shop knows it; the folder of pictures is one that web servers and consumers share. */
export interface RefundClaim {
  readonly id: string;
  readonly photo: Uint8Array;
  /** Pictures of the product, which the shop put into the same folder when it listed the product. */
  readonly listing: readonly string[];
  readonly orderedAt: string;
  readonly claimedAt: string;
}

/** On the web server. A request that is repeated hands the same claim in again, which changes nothing. */
export async function handIn(queue: ClaimQueue, pictures: PictureStore, claim: RefundClaim): Promise<void> {
  const { id, orderedAt, claimedAt } = claim;
  await queue.enqueue({
    id,
    photo: { sha256: await pictures.put(claim.photo) },
    references: claim.listing.map((path) => ({ path })),
    claim: { id, orderedAt, claimedAt },
  });
}

/**
 * On the machines that inspect.
 *
 * @param keep writes the report into the case. It may be told of the same report twice, so it overwrites; when it
 *   throws, the claim comes back later, without another inspection
 */
export function startConsumer(
  queue: ClaimQueue,
  pictures: PictureStore,
  keep: (claim: string, report: Report) => Promise<void>,
  options: Partial<ClaimWorkerOptions> = {},
): Promise<ClaimWorker> {
  return startClaimWorker({
    queue,
    pictures,
    onResult: ({ id }, result) => keep(id, JSON.parse(result.report) as Report),
    ...options,
  });
}
