export type { Claim } from './artifacts/claim.js';
export { ClaimlensError, type ErrorCode } from './errors.js';
export { fingerprint } from './fingerprint.js';
export {
  createInspector,
  type Inspection,
  type InspectionInput,
  type InspectionOptions,
  type Inspector,
  type InspectorOptions,
} from './inspect.js';
export type { Fingerprint } from './matching/fingerprint.js';
export { DEFAULT_LIMITS, type Limits } from './photo/limits.js';
export type { PhotoSource } from './photo/source.js';
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
export { type Verification, type VerifyOptions, verifyReport } from './report/verify.js';
export { VERSION } from './version.js';
