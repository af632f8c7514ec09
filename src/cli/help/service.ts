import type { Bilingual } from '../../signals/signal.js';
import { withExamples } from './examples.js';

/** Every word that the help prints about `serve` and `worker`. */
export const SERVICE_HELP = {
  serve: { en: 'inspect over HTTP', zh: '通过 HTTP 提供检查服务' },
  port: { en: 'port; 0 takes a free one', zh: '端口；0 表示自动选择空闲端口' },
  host: {
    en: 'address to listen on; anything but loopback needs keys',
    zh: '监听地址；非回环地址必须提供密钥',
  },
  keys: {
    en: 'file with bearer keys, one per line (or CLAIMLENS_KEYS, separated by commas)',
    zh: '访问密钥文件，每行一个（或环境变量 CLAIMLENS_KEYS，以逗号分隔）',
  },
  workers: {
    en: 'worker processes (default: one per core; one with --queue, for fingerprints)',
    zh: '工作进程数（默认：每核一个；使用 --queue 时为一个，仅计算指纹）',
  },
  serveQueue: {
    en: 'hand inspections to a queue that claimlens worker takes from: redis://…, postgres://…, or CLAIMLENS_QUEUE',
    zh: '将检查交给由 claimlens worker 处理的队列：redis://…、postgres://… 或环境变量 CLAIMLENS_QUEUE',
  },
  serveQueuePictures: {
    en: 'with --queue: folder for photos that workers see, too; without it jobs carry them, 8 MB at most',
    zh: '与 --queue 合用：与工作进程共享的照片文件夹；未指定时照片随任务传递，最多 8 MB',
  },
  allowHost: {
    en: 'host or origin from which pictures may be fetched by URL (repeatable; without it, none)',
    zh: '允许按 URL 获取图片的主机或源（可重复；省略则一律不允许）',
  },
  allowPrivate: {
    en: 'lets these hosts have private addresses (10/8, 172.16/12, 192.168/16, fc00::/7)',
    zh: '允许上述主机使用私有地址（10/8、172.16/12、192.168/16、fc00::/7）',
  },
  serveRegister: {
    en: 'also add the photos of claims that have an id to the registry',
    zh: '同时将有 id 的索赔照片登记到登记库',
  },
  wait: {
    en: 'longest wait of a request for its report; then it is answered 202 with an id',
    zh: '请求等待报告的最长秒数；超过后以 202 和编号答复',
  },
  drain: {
    en: 'longest wait for accepted inspections when the service ends',
    zh: '服务结束时等待已接受检查完成的最长秒数',
  },
  serveAfter: withExamples(
    [
      'claimlens serve',
      'claimlens serve --queue redis://localhost:6379 --pictures /mnt/claims',
      'claimlens serve --host 0.0.0.0 --keys keys.txt --allow-host img.example.com',
      'curl -F photo=@claim.jpg -F reference=@listing.jpg http://127.0.0.1:8080/v1/inspections',
    ],
    {
      before: {
        en: `Needs fastify, @fastify/multipart and prom-client: npm install fastify @fastify/multipart prom-client
On SIGTERM it takes on nothing new, finishes what it accepted, and ends.
With --queue, every instance on the same queue tells the results of all, and no accepted claim ends with the process.`,
        zh: `需要 fastify、@fastify/multipart 和 prom-client：npm install fastify @fastify/multipart prom-client
收到 SIGTERM 后不再接受新请求，完成已接受的检查后退出。
使用 --queue 时，同一队列上的每个实例都能给出全部结果，已接受的索赔不会随进程丢失。`,
      },
    },
  ),
  worker: { en: 'inspect claims from a queue', zh: '检查队列中的索赔' },
  queue: {
    en: 'redis://… or postgres://… (default: the environment variable CLAIMLENS_QUEUE)',
    zh: 'redis://… 或 postgres://…（默认：环境变量 CLAIMLENS_QUEUE）',
  },
  queueName: { en: 'name of the queue', zh: '队列名称' },
  queuePrefix: {
    en: 'prefix of its keys in Redis, schema of its tables in PostgreSQL',
    zh: 'Redis 键前缀，或 PostgreSQL 模式名',
  },
  workerJobs: { en: 'claims inspected side by side', zh: '同时检查的索赔数' },
  pictureFolder: {
    en: 'folder of the pictures that jobs name; without it jobs carry their pictures',
    zh: '任务所引用图片的文件夹；未指定时图片须在任务内',
  },
  parked: {
    en: 'print the claims that were set aside, one line of JSON each, and end',
    zh: '打印被搁置的索赔（每行一个 JSON）后退出',
  },
  retryParked: {
    en: 'let a parked claim start anew, and end (repeatable)',
    zh: '重新处理一个被搁置的索赔后退出（可重复）',
  },
  workerAfter: withExamples(
    [
      'claimlens worker --queue redis://localhost:6379 --pictures /mnt/claims',
      'CLAIMLENS_QUEUE=postgres://user:password@db/claims claimlens worker --jobs 4',
      'claimlens worker --queue redis://localhost:6379 --parked',
    ],
    {
      before: {
        en: `Needs bullmq and pino, with ioredis for Redis or pg for PostgreSQL: npm install bullmq pino ioredis
Every claim is worked on at least once and has one result. Start as many workers on as many machines as you like.
On SIGTERM it takes nothing more, finishes what it took or gives it back, and ends.`,
        zh: `需要 bullmq 和 pino，Redis 另需 ioredis，PostgreSQL 另需 pg：npm install bullmq pino ioredis
每个索赔至少处理一次，且只有一个结果。可在任意多台机器上启动任意多个进程。
收到 SIGTERM 后不再领取任务，完成或退回已领取的任务后退出。`,
      },
    },
  ),
} as const satisfies Record<string, Bilingual>;
