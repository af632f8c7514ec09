import { describe, expectTypeOf, it } from 'vitest';
import type {
  ErrorCode,
  InspectionInput,
  Inspector,
  NextStep,
  Report,
  ReportReading,
  Verdict,
} from '../src/index.js';
import type { Reading } from '../src/signals/signal.js';

// Types are checked by `npm run typecheck`; running this file only shows that it loads.
describe('public types', () => {
  it('say what a verdict and a next step can be, and rejection is neither', () => {
    expectTypeOf<Verdict>().toEqualTypeOf<'no-evidence' | 'inconclusive' | 'review' | 'strong-evidence'>();
    expectTypeOf<NextStep>().toEqualTypeOf<'continue' | 'ask-for-more' | 'human-review'>();
  });

  it('make callers look before they use a number', () => {
    expectTypeOf<Report['score']>().toEqualTypeOf<number | null>();
    expectTypeOf<Report['log10Lr']>().toEqualTypeOf<number | null>();
    expectTypeOf<ReportReading['value']>().toEqualTypeOf<number | null>();
    expectTypeOf<ReportReading['status']>().toEqualTypeOf<'measured' | 'not-applicable' | 'failed'>();
  });

  it('tell measured readings of a signal from others by their status', () => {
    expectTypeOf<Extract<Reading, { status: 'measured' }>['value']>().toEqualTypeOf<number>();
    expectTypeOf<Extract<Reading, { status: 'not-applicable' }>>().not.toHaveProperty('value');
  });

  it('hold no any where data comes out', () => {
    expectTypeOf<ReportReading['details'][string]>().not.toBeAny();
    expectTypeOf<Awaited<ReturnType<Inspector['inspect']>>>().toEqualTypeOf<Report>();
    expectTypeOf<Report['readings'][number]>().not.toBeAny();
    expectTypeOf<InspectionInput['photo']>().not.toBeAny();
    expectTypeOf<ErrorCode>().not.toEqualTypeOf<string>();
  });
});
