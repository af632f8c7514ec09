import { toClaimlensError } from '../../errors.js';
import { createInspector, type Inspector } from '../../inspect.js';
import { readReference } from '../reference.js';
import { openNamedRegistry } from '../registry.js';
import type { Request, Response } from './messages.js';
import type { Task } from './rows.js';

// Runs in a process of its own and holds one inspector. It ends when the batch does.

let inspector: Inspector | null = null;
let register = false;
let deep = false;

process.on('message', (request: Request) => {
  void answer(request).then((response) => process.send?.(response));
});
process.on('disconnect', () => process.exit());
// Ctrl-C reaches the whole group; the batch decides what happens then.
process.on('SIGINT', () => undefined);

async function answer(request: Request): Promise<Response> {
  if (request.kind === 'inspect') return { kind: 'outcome', outcome: await inspect(request.task) };
  try {
    const { policy, limits, c2paTrust } = request;
    const registry = await openNamedRegistry(request);
    inspector = await createInspector({ policy, limits, c2paTrust, registry });
    register = request.register ?? false;
    deep = request.deep ?? false;
    return { kind: 'opened' };
  } catch (thrown) {
    const { code, message } = toClaimlensError(thrown, 'internal', 'inspector');
    return { kind: 'refused', code, message };
  }
}

async function inspect({ photo, references, claim }: Task) {
  try {
    if (!inspector) throw new Error('the inspector is not open');
    const pictures = await Promise.all(references.map(readReference));
    return { report: await inspector.inspect({ photo, references: pictures, claim }, { register, deep }) };
  } catch (thrown) {
    const { code, message } = toClaimlensError(thrown, 'internal', 'inspect');
    return { error: { code, message } };
  }
}
