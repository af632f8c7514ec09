import type { Report } from 'claimlens';
import type { ClaimQueue, NewClaimJob } from 'claimlens/service';

// Every night: all claims of the day go through the queue, workers on as many machines as there are inspect them, and
// in the morning the reviewers find a list. Run again after an interruption, it repeats nothing: a claim that was
// handed in is known by its name.

/** What the reviewers find in the morning. */
export interface Morning {
  /** The reports by claim; a person reads those that ask for one. */
  readonly reports: ReadonlyMap<string, Report>;
  /** Claims for a person to look at, the strongest evidence first. */
  readonly forReview: readonly string[];
  /** Claims whose photo could not be measured, and why: a person looks at these, too. */
  readonly notMeasured: ReadonlyMap<string, string>;
}

/** @param night names the run, e.g. `2026-05-12`; @param pollMs pause between two looks at a claim that is not done */
export async function inspectNight(
  queue: ClaimQueue,
  night: string,
  claims: Iterable<NewClaimJob & { id: string }>,
  { pollMs = 1000 }: { pollMs?: number } = {},
): Promise<Morning> {
  const names = new Map<string, string>();
  for (const claim of claims)
    names.set(claim.id, await queue.enqueue({ ...claim, id: `${night}/${claim.id}` }));

  const reports = new Map<string, Report>();
  const notMeasured = new Map<string, string>();
  for (const [id, name] of names) {
    for (;;) {
      const outcome = await queue.outcome(name);
      if (outcome === null) throw new Error(`${id}: the queue has forgotten it`);
      if (outcome.state === 'done') reports.set(id, JSON.parse(outcome.result.report) as Report);
      if (outcome.state === 'parked') notMeasured.set(id, outcome.error.code);
      if (outcome.state === 'done' || outcome.state === 'parked') break;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }
  const weight = (id: string) => reports.get(id)?.log10Lr ?? 0;
  const forReview = [...reports]
    .filter(([, report]) => report.nextStep === 'human-review')
    .map(([id]) => id)
    .sort((a, b) => weight(b) - weight(a));
  return { reports, forReview, notMeasured };
}
