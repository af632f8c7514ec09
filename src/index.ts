export type { Claim } from './artifacts/claim.js';
export { ClaimlensError, type ErrorCode } from './errors.js';
export { type FingerprintOptions, fingerprint } from './fingerprint.js';
export {
  createInspector,
  type Inspection,
  type InspectionInput,
  type InspectionOptions,
  type Inspector,
  type InspectorOptions,
} from './inspect.js';
export { type InspectAllOptions, type InspectionOutcome, inspectAll } from './inspect-all.js';
export type { Fingerprint } from './matching/fingerprint.js';
export { DEFAULT_LIMITS, type Limits } from './photo/limits.js';
export type { PhotoSource } from './photo/source.js';
export { BUNDLE_SCHEMA, type BundleManifest, type BundleOptions, makeBundle } from './report/bundle.js';
export { canonicalJson, hashReport, serializeReport } from './report/canonical.js';
export type { Check, CheckName } from './report/check.js';
export type { Difference } from './report/differences.js';
export {
  appendDecision,
  appendTimestamp,
  createEvidence,
  type Decision,
  EVIDENCE_SCHEMA,
  type Evidence,
  type EvidenceRecord,
  evidenceJsonSchema,
  evidenceSchema,
  serializeEvidence,
  signEvidence,
} from './report/evidence.js';
export type { Language } from './report/fill.js';
export { type HtmlOptions, renderHtml } from './report/html/html.js';
export { renderSummary } from './report/html/summary.js';
export { makePictures, type Picture, type ReportPictures } from './report/pictures.js';
export {
  type NextStep,
  REPORT_SCHEMA,
  type Report,
  type ReportReading,
  type ReportRegion,
  reportJsonSchema,
  reportSchema,
  type Verdict,
} from './report/schema.js';
export { renderText, type TextOptions } from './report/text.js';
export { type Verification, type VerifyOptions, verifyReport } from './report/verify.js';
export { VERSION } from './version.js';
