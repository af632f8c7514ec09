import { writeFileSync } from 'node:fs';
import { reportJsonSchema } from '../src/report/schema.js';

// Runs at the end of `npm run build`.
writeFileSync('dist/report.schema.json', `${JSON.stringify(reportJsonSchema(), null, 2)}\n`);
