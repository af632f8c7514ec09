import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// Loaded before the program by every process under test: whatever reaches for the network throws, and leaves a line
// in $DENY_LOG, so that an attempt which the program survives is seen too.

const require = createRequire(import.meta.url);
const log = process.env.DENY_LOG ?? '';

function deny(what: string): never {
  appendFileSync(log, `${what}\n`);
  throw new Error(`${what}: the network is denied`);
}

/** Replaces functions of a module for `require` and `import` alike: built-in modules are one object. */
function patch(module: string, names: readonly string[]): void {
  const target = require(module);
  for (const name of names) {
    if (typeof target[name] !== 'function') throw new Error(`${module}.${name} is no function`);
    target[name] = () => deny(`${module}.${name}`);
  }
}

patch('node:dns', ['lookup', 'resolve', 'resolve4', 'resolve6', 'reverse']);
patch('node:dns/promises', ['lookup', 'resolve', 'resolve4', 'resolve6']);
patch('node:http', ['request', 'get', 'createServer']);
patch('node:https', ['request', 'get', 'createServer']);
patch('node:http2', ['connect', 'createServer']);
patch('node:tls', ['connect', 'createServer']);
patch('node:dgram', ['createSocket']);

const net = require('node:net') as typeof import('node:net');
const { connect } = net.Socket.prototype;
// Pipes between processes of one machine have a path and no host.
net.Socket.prototype.connect = function (this: import('node:net').Socket, ...args: unknown[]) {
  const [first] = args.flat() as [unknown];
  const isPipe =
    typeof first === 'string' || (typeof first === 'object' && first !== null && 'path' in first);
  return isPipe ? Reflect.apply(connect, this, args) : deny('net.Socket.connect');
} as typeof connect;
net.Server.prototype.listen = () => deny('net.Server.listen');
globalThis.fetch = () => deny('fetch');
(require('node:module') as typeof import('node:module')).syncBuiltinESMExports();
