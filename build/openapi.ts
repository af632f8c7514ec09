import { writeFileSync } from 'node:fs';
import { openApiDocument } from '../src/service/http/openapi.js';

// `npm run openapi`: writes the description that docs/ and the package show. A test compares it.
writeFileSync('docs/openapi.json', `${JSON.stringify(openApiDocument(), null, 2)}\n`);
