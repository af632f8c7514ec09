import { describe, expectTypeOf, it } from 'vitest';
import type {
  createInspector,
  ErrorCode,
  fingerprint,
  InspectionInput,
  InspectionOutcome,
  Inspector,
  makePictures,
  NextStep,
  Report,
  ReportReading,
  Verdict,
  verifyReport,
} from '../src/index.js';
import { inspectAll } from '../src/index.js';
import type { InspectionPool, InspectionResult } from '../src/service/index.js';
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

  it('tell readings of a report apart by their status', () => {
    type Of<Status> = Extract<ReportReading, { status: Status }>;
    expectTypeOf<Of<'measured'>['value']>().toEqualTypeOf<number>();
    expectTypeOf<Of<'measured'>['reason']>().toEqualTypeOf<null>();
    expectTypeOf<Of<'not-applicable'>['value']>().toEqualTypeOf<null>();
    expectTypeOf<Of<'not-applicable'>['reason']>().toEqualTypeOf<string>();
    expectTypeOf<Of<'failed'>['reason']>().toEqualTypeOf<string>();
    expectTypeOf<Of<'failed'>['log10Lr']>().toEqualTypeOf<0>();
  });

  it('tell outcomes of many claims apart by their status, and hand the claim back as it was given', () => {
    type Row = InspectionInput & { readonly row: number };
    type Of<Status> = Extract<InspectionOutcome<Row>, { status: Status }>;
    expectTypeOf<Of<'inspected'>['report']>().toEqualTypeOf<Report>();
    expectTypeOf<Of<'inspected'>>().not.toHaveProperty('error');
    expectTypeOf<Of<'failed'>['error']['code']>().toEqualTypeOf<ErrorCode>();
    expectTypeOf<Of<'failed'>['input']['row']>().toEqualTypeOf<number>();
    const rows: Row[] = [];
    const loop = (inspector: Inspector, pool: InspectionPool) =>
      [inspectAll(inspector, rows), inspectAll(pool, rows)] as const;
    type Outcome<I extends 0 | 1> = ReturnType<typeof loop>[I] extends AsyncIterable<infer T> ? T : never;
    expectTypeOf<Outcome<0>>().toEqualTypeOf<InspectionOutcome<Row, Report>>();
    expectTypeOf<Outcome<1>>().toEqualTypeOf<InspectionOutcome<Row, InspectionResult>>();
  });

  it('take a signal wherever something lasts', () => {
    type Signal = AbortSignal | undefined;
    expectTypeOf<NonNullable<Parameters<typeof createInspector>[0]>['signal']>().toEqualTypeOf<Signal>();
    expectTypeOf<NonNullable<Parameters<Inspector['inspect']>[1]>['signal']>().toEqualTypeOf<Signal>();
    expectTypeOf<NonNullable<Parameters<typeof inspectAll>[2]>['signal']>().toEqualTypeOf<Signal>();
    expectTypeOf<NonNullable<Parameters<typeof fingerprint>[1]>['signal']>().toEqualTypeOf<Signal>();
    expectTypeOf<NonNullable<Parameters<typeof makePictures>[1]>['signal']>().toEqualTypeOf<Signal>();
    expectTypeOf<NonNullable<Parameters<typeof verifyReport>[2]>['signal']>().toEqualTypeOf<Signal>();
    expectTypeOf<NonNullable<Parameters<InspectionPool['inspect']>[1]>['signal']>().toEqualTypeOf<Signal>();
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
