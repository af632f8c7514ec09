export type { Claim } from './artifacts/claim.js';
export { ClaimlensError, type ErrorCode } from './errors.js';
export {
  createInspector,
  type Inspection,
  type InspectionInput,
  type InspectionOptions,
  type Inspector,
  type InspectorOptions,
} from './inspect.js';
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
export { VERSION } from './version.js';
