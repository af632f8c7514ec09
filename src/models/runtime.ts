import { ClaimlensError, toClaimlensError } from '../errors.js';

// The only file that imports an ONNX runtime. Both are optional: the native one ships binaries for the usual
// platforms, the WebAssembly one runs wherever Node runs (six to eight times slower on convolutions, about equal
// on tree ensembles).

/** A float tensor, row-major: `data.length` is the product of `dims`. */
interface Tensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

export type Tensors = Readonly<Record<string, Tensor>>;

export type RuntimeName = 'onnxruntime-node' | 'onnxruntime-web';

/** A loaded graph. Runs may overlap; they are independent of each other. */
export interface Session {
  readonly runtime: RuntimeName;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  run(inputs: Tensors): Promise<Tensors>;
  /** Gives the memory back. The session must not be used afterwards. */
  close(): Promise<void>;
}

/** How a session is opened. */
export interface SessionOptions {
  /** Which runtime to take; the first that can be imported when absent. */
  readonly runtime?: RuntimeName;
}

// Both packages export this part of the same interface; typed here so that no public type needs either of them.
interface Ort {
  readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<OrtSession> };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => OrtTensor;
  readonly env: { wasm: { numThreads?: number } };
}
interface OrtTensor {
  readonly data: unknown;
  readonly dims: readonly number[];
}
interface OrtSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Record<string, OrtTensor>): Promise<Record<string, OrtTensor>>;
  release(): Promise<void>;
}

/**
 * Threads within one operator. The largest of our graphs takes some milliseconds a tile, and a refund service runs several
 * inspections side by side: one thread each is the faster arrangement.
 */
const THREADS = 1;

/**
 * Opens an ONNX graph.
 *
 * The arena and the memory pattern are off: with them a session keeps its peak memory until it is released
 * (measured: 1,073 MB after one large batch against 226 MB without).
 *
 * @param graph the bytes of the model file
 * @throws ClaimlensError `missing-runtime` when no runtime can be imported, `invalid-model` when the graph cannot
 *   be loaded
 */
export async function openSession(graph: Uint8Array, options: SessionOptions = {}): Promise<Session> {
  const { runtime } = options;
  const { name, ort } = await importRuntime(runtime);
  if (name === 'onnxruntime-web') ort.env.wasm.numThreads = THREADS;
  let session: OrtSession;
  try {
    session = await ort.InferenceSession.create(graph, {
      executionProviders: [name === 'onnxruntime-node' ? 'cpu' : 'wasm'],
      intraOpNumThreads: THREADS,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      enableCpuMemArena: false,
      enableMemPattern: false,
      logSeverityLevel: 3,
    });
  } catch (error) {
    throw toClaimlensError(error, 'invalid-model', `model: ${name} cannot load the graph`);
  }
  const run = async (inputs: Tensors): Promise<Tensors> => {
    const feeds = Object.entries(inputs).map(
      ([input, { data, dims }]) => [input, new ort.Tensor('float32', data, dims)] as const,
    );
    try {
      return readTensors(await session.run(Object.fromEntries(feeds)));
    } catch (error) {
      throw toClaimlensError(error, 'invalid-model', `model: ${name} cannot run the graph`);
    }
  };
  return {
    runtime: name,
    inputs: session.inputNames,
    outputs: session.outputNames,
    // WebAssembly has one stack: its runs wait for each other.
    run: name === 'onnxruntime-web' ? inTurn(run) : run,
    close: () => session.release(),
  };
}

async function importRuntime(wanted?: RuntimeName): Promise<{ name: RuntimeName; ort: Ort }> {
  const names: readonly RuntimeName[] = wanted ? [wanted] : ['onnxruntime-node', 'onnxruntime-web'];
  const causes: unknown[] = [];
  for (const name of names) {
    try {
      const module = (await import(name)) as Partial<Ort> & { default?: Ort };
      const ort = module.InferenceSession ? (module as Ort) : module.default;
      if (ort) return { name, ort };
    } catch (error) {
      causes.push(error);
    }
  }
  throw new ClaimlensError(
    'missing-runtime',
    `models: expected ${names.join(' or ')}, got none that can be imported; install one of them (npm install onnxruntime-node)`,
    { cause: causes[0] },
  );
}

function readTensors(outputs: Record<string, OrtTensor>): Tensors {
  const tensors: Record<string, Tensor> = {};
  for (const [name, { data, dims }] of Object.entries(outputs)) {
    if (!(data instanceof Float32Array))
      throw new ClaimlensError('invalid-model', `model output ${name}: expected float32 values`);
    tensors[name] = { data, dims };
  }
  return tensors;
}

function inTurn<In, Out>(run: (input: In) => Promise<Out>): (input: In) => Promise<Out> {
  let last: Promise<unknown> = Promise.resolve();
  return (input) => {
    const next = last.then(() => run(input));
    last = next.catch(() => undefined);
    return next;
  };
}
