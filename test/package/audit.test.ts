import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { explainRefusal, judgeAudit, type Reasons, readReasons } from '../../build/audit.js';
import { writeBom } from '../../build/sbom.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const URL_OF = (id: string) => `https://github.com/advisories/GHSA-${id}`;
const advisory = (id: string) => ({ url: URL_OF(id), title: `defect ${id}`, severity: 'high', name: 'part' });
const answer = (...ids: string[]) => ({
  auditReportVersion: 2,
  // A package that is hit through another names it as text.
  vulnerabilities: { part: { via: ids.map(advisory) }, user: { via: ['part'] } },
});
const reasons = (...list: [string, string][]): Reasons => ({
  advisories: list.map(([id, until]) => ({
    url: URL_OF(id),
    reason: 'never reached by this package',
    until,
  })),
});

describe('npm run audit', () => {
  it('finds every advisory open that no reason covers, and none twice', () => {
    const judged = judgeAudit(answer('a', 'b'), reasons(['a', '2027-01-01']), '2026-11-22');
    expect(judged).toMatchObject({ open: [expect.stringContaining('GHSA-b')], idle: [] });
    expect(judged?.excused).toHaveLength(1);
  });

  it('lets a reason end, and asks to delete one that is no longer needed', () => {
    expect(judgeAudit(answer('a'), reasons(['a', '2026-11-21']), '2026-11-22')?.open).toHaveLength(1);
    expect(judgeAudit(answer('a'), reasons(['a', '2026-11-22']), '2026-11-22')?.open).toEqual([]);
    expect(judgeAudit(answer(), reasons(['c', '2027-01-01']), '2026-11-22')?.idle).toEqual([URL_OF('c')]);
  });

  it('takes an error of the registry for no clean bill', () => {
    expect(
      judgeAudit({ message: '405 Method Not Allowed', statusCode: 405 }, reasons(), '2026-11-22'),
    ).toBeNull();
    expect(judgeAudit(null, reasons(), '2026-11-22')).toBeNull();
  });

  it('says that nothing was looked at, why, and how to look', () => {
    const refused = explainRefusal({ message: '405 Method Not Allowed', statusCode: 405 });
    expect(refused).toMatch(/^not audited: the registry answered 405 /);
    expect(refused).toContain('npm_config_registry=ADDRESS npm run audit');
    expect(explainRefusal(null)).toMatch(/^not audited: npm gave no report\n/);
  });

  it('has a file of reasons that can be read', () => {
    expect(readReasons().advisories).toBeInstanceOf(Array);
  });
});

describe('npm run sbom', () => {
  it('lists in CycloneDX what users install, and nothing that only developers do', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
    const { bomFormat, components, dependencies: edges } = writeBom();
    const names = components.map((one) => one['bom-ref'].slice(0, one['bom-ref'].lastIndexOf('@')));
    expect(bomFormat).toBe('CycloneDX');
    expect(names.length).toBeGreaterThan(30);
    for (const name of Object.keys(dependencies)) expect(names).toContain(name);
    for (const name of ['vitest', 'typescript', 'tsup', 'sharp-phash']) {
      expect(devDependencies).toHaveProperty(name);
      expect(names).not.toContain(name);
    }
    const refs = new Set(components.map((one) => one['bom-ref']));
    expect(edges.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !refs.has(ref))).toEqual([]);
  }, 240_000);
});
