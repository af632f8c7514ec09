import type { Bilingual } from '../signals/signal.js';
import { REGISTRY_HELP } from './registry-help.js';

/** Every word that `--help` prints, beside what commander itself adds. */
export const HELP = {
  ...REGISTRY_HELP,
  program: {
    en: 'Image forensics for refund claims: how strong is the evidence that a damage photo is forged, where, and why.',
    zh: '退款图片取证：评估损坏照片是伪造的证据有多强、在哪里、为什么。',
  },
  programAfter: {
    en: `
Examples:
  claimlens inspect claim.jpg --reference listing.jpg --html report.html
  claimlens inspect claim.jpg --reference a.jpg --reference b.jpg --claim claim.json --json
  claimlens batch claims.csv --out results.jsonl --jobs 4 --resume
  claimlens fingerprint listing.jpg > listing.json
  claimlens verify report.json claim.jpg listing.jpg
  claimlens registry count --registry claims.db
  claimlens serve --port 8080
  claimlens worker --queue redis://localhost:6379 --jobs 4

Exit codes: 0 done · 1 --fail-on was met, or verify found a difference · 2 usage · 3 unreadable input · 4 internal
A report states what was measured. It never rejects a claim: a person decides.`,
    zh: `
示例：
  claimlens inspect claim.jpg --reference listing.jpg --html report.html
  claimlens inspect claim.jpg --reference a.jpg --reference b.jpg --claim claim.json --json
  claimlens batch claims.csv --out results.jsonl --jobs 4 --resume
  claimlens fingerprint listing.jpg > listing.json
  claimlens verify report.json claim.jpg listing.jpg
  claimlens registry count --registry claims.db
  claimlens serve --port 8080
  claimlens worker --queue redis://localhost:6379 --jobs 4

退出码：0 完成 · 1 达到 --fail-on 或 verify 发现差异 · 2 用法错误 · 3 输入无法读取 · 4 内部错误
报告只陈述测量结果，从不驳回索赔：由人来决定。`,
  },
  inspect: { en: 'inspect one claim photo and print its report', zh: '检查一张索赔照片并输出报告' },
  photo: {
    en: 'claim photo: JPEG, PNG, WebP, AVIF, TIFF, GIF or HEIC',
    zh: '索赔照片：JPEG、PNG、WebP、AVIF、TIFF、GIF 或 HEIC',
  },
  reference: {
    en: "merchant's picture of the product, or its stored fingerprint (repeatable)",
    zh: '商家的商品图片，或其已存储的指纹（可重复）',
  },
  claim: {
    en: 'JSON file with claim facts: id, orderedAt, shippedAt, deliveredAt, claimedAt, buyer, product',
    zh: '索赔信息 JSON 文件：id、orderedAt、shippedAt、deliveredAt、claimedAt、buyer、product',
  },
  policy: { en: 'policy file with thresholds of your own', zh: '自定义阈值的策略文件' },
  c2paTrust: {
    en: 'certificates (PEM) whose C2PA signers count as trusted',
    zh: 'C2PA 签名者受信任的证书文件（PEM）',
  },
  registry: {
    en: 'look for the photo in earlier claims: registry file (SQLite), or postgres://…',
    zh: '在历史索赔中查找此照片：登记库文件（SQLite）或 postgres://…',
  },
  register: {
    en: "also add the photo's fingerprint to the registry (the claim needs an id)",
    zh: '同时将照片指纹加入登记库（索赔须有 id）',
  },
  deep: {
    en: 'also run the slower measurements (JPEG ghosts, error levels, grids and more)',
    zh: '同时运行较慢的测量（JPEG 重影、误差水平、网格等）',
  },
  timeLimit: {
    en: 'longest inspection; measurements that start later fail (default 10)',
    zh: '单次检查的最长秒数；超时后开始的测量记为失败（默认 10）',
  },
  json: { en: 'print the result alone, as JSON', zh: '仅输出 JSON 结果' },
  html: { en: 'also write the report as one HTML file', zh: '同时将报告写成一个 HTML 文件' },
  lang: { en: 'language of the report', zh: '报告语言' },
  failOn: {
    en: 'exit with code 1 when the verdict is at least this strong',
    zh: '结论达到或超过此等级时以退出码 1 结束',
  },
  inspectAfter: {
    en: `
Examples:
  claimlens inspect claim.jpg
  claimlens inspect claim.jpg --reference listing.jpg --lang zh --html report.html
  claimlens inspect claim.jpg --json | jq .verdict
  claimlens inspect claim.jpg --reference listing.jpg --fail-on review`,
    zh: `
示例：
  claimlens inspect claim.jpg
  claimlens inspect claim.jpg --reference listing.jpg --lang zh --html report.html
  claimlens inspect claim.jpg --json | jq .verdict
  claimlens inspect claim.jpg --reference listing.jpg --fail-on review`,
  },
  batch: { en: 'inspect every row of a claims file', zh: '检查索赔文件中的每一行' },
  claims: { en: 'claims as CSV (with a header) or JSON lines', zh: '索赔文件：CSV（含表头）或 JSON Lines' },
  out: { en: 'results, one JSON line per claim in input order', zh: '结果文件，按输入顺序每个索赔一行 JSON' },
  jobs: { en: 'inspections side by side', zh: '并行检查数量' },
  resume: {
    en: 'continue an interrupted batch; finished rows are kept',
    zh: '继续中断的批处理；已完成的行保留不变',
  },
  batchAfter: {
    en: `
Columns: id, photo, reference (several: a.jpg|b.jpg), orderedAt, deliveredAt, claimedAt. Other columns pass
through to the results untouched. Paths are relative to the claims file. A row that cannot be inspected becomes
{"id", "error": {"code", "message"}}; the batch goes on.

Examples:
  claimlens batch claims.csv --out results.jsonl
  claimlens batch claims.jsonl --out results.jsonl --jobs 4 --resume`,
    zh: `
列：id、photo、reference（多个：a.jpg|b.jpg）、orderedAt、deliveredAt、claimedAt。其他列原样写入结果。
路径相对于索赔文件所在文件夹。无法检查的行写成 {"id", "error": {"code", "message"}}，批处理继续进行。

示例：
  claimlens batch claims.csv --out results.jsonl
  claimlens batch claims.jsonl --out results.jsonl --jobs 4 --resume`,
  },
  fingerprint: {
    en: 'print the fingerprint of reference pictures, one JSON line each',
    zh: '输出参考图片的指纹，每张一行 JSON',
  },
  images: { en: 'pictures', zh: '图片' },
  fingerprintAfter: {
    en: `
A stored fingerprint serves as --reference later: hashes and local features, no pixels.

Examples:
  claimlens fingerprint listing.jpg > listing.json
  claimlens inspect claim.jpg --reference listing.json`,
    zh: `
存储的指纹以后可用作 --reference：仅含哈希与局部特征，不含像素。

示例：
  claimlens fingerprint listing.jpg > listing.json
  claimlens inspect claim.jpg --reference listing.json`,
  },
  verify: { en: 'verify a report against the pictures it speaks of', zh: '用相关图片验证报告' },
  report: { en: 'report or evidence file (JSON)', zh: '报告或证据文件（JSON）' },
  pictures: { en: 'the photo and the references, in any order', zh: '照片和参考图片，顺序不限' },
  repeat: {
    en: 'repeat the inspection and compare every figure (give --claim, --c2pa-trust and --deep where the inspection had them)',
    zh: '重新检查并比较每个数值（原检查若使用了 --claim、--c2pa-trust 或 --deep，请同样提供）',
  },
  trustedKey: {
    en: 'public key (PEM) whose signature is trusted (repeatable)',
    zh: '受信任签名的公钥（PEM，可重复）',
  },
  expectSha256: { en: 'SHA-256 of the report as kept elsewhere', zh: '另行保存的报告 SHA-256' },
  verifyAfter: {
    en: `
Examples:
  claimlens verify report.json claim.jpg listing.jpg
  claimlens verify report.json claim.jpg listing.jpg --repeat --claim claim.json`,
    zh: `
示例：
  claimlens verify report.json claim.jpg listing.jpg
  claimlens verify report.json claim.jpg listing.jpg --repeat --claim claim.json`,
  },
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
  workers: { en: 'worker processes', zh: '工作进程数' },
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
  serveAfter: {
    en: `
Needs fastify, @fastify/multipart and prom-client: npm install fastify @fastify/multipart prom-client
On SIGTERM it takes on nothing new, finishes what it accepted, and ends.

Examples:
  claimlens serve
  claimlens serve --host 0.0.0.0 --keys keys.txt --allow-host img.example.com
  curl -F photo=@claim.jpg -F reference=@listing.jpg http://127.0.0.1:8080/v1/inspections`,
    zh: `
需要 fastify、@fastify/multipart 和 prom-client：npm install fastify @fastify/multipart prom-client
收到 SIGTERM 后不再接受新请求，完成已接受的检查后退出。

示例：
  claimlens serve
  claimlens serve --host 0.0.0.0 --keys keys.txt --allow-host img.example.com
  curl -F photo=@claim.jpg -F reference=@listing.jpg http://127.0.0.1:8080/v1/inspections`,
  },
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
  workerAfter: {
    en: `
Needs bullmq and pino, with ioredis for Redis or pg for PostgreSQL: npm install bullmq pino ioredis
Every claim is worked on at least once and has one result. Start as many workers on as many machines as you like.
On SIGTERM it takes nothing more, finishes what it took or gives it back, and ends.

Examples:
  claimlens worker --queue redis://localhost:6379 --pictures /mnt/claims
  CLAIMLENS_QUEUE=postgres://user:password@db/claims claimlens worker --jobs 4
  claimlens worker --queue redis://localhost:6379 --parked`,
    zh: `
需要 bullmq 和 pino，Redis 另需 ioredis，PostgreSQL 另需 pg：npm install bullmq pino ioredis
每个索赔至少处理一次，且只有一个结果。可在任意多台机器上启动任意多个进程。
收到 SIGTERM 后不再领取任务，完成或退回已领取的任务后退出。

示例：
  claimlens worker --queue redis://localhost:6379 --pictures /mnt/claims
  CLAIMLENS_QUEUE=postgres://user:password@db/claims claimlens worker --jobs 4
  claimlens worker --queue redis://localhost:6379 --parked`,
  },
  policyCommand: {
    en: 'fit the thresholds of a policy to honest claims of your own',
    zh: '用自己的诚实索赔拟合策略阈值',
  },
  policyResults: {
    en: 'results of claimlens batch; rows with a label other than "pristine" are left out',
    zh: 'claimlens batch 的结果；label 不为 "pristine" 的行会被忽略',
  },
  policyOut: { en: 'policy file to write', zh: '要写入的策略文件' },
  policyId: { en: 'name of the policy, shown in reports', zh: '策略名称，显示在报告中' },
  reviewTarget: {
    en: 'share of honest claims that may be sent to a person',
    zh: '允许送人工复核的诚实索赔比例',
  },
  strongTarget: {
    en: 'share of honest claims that may be called strong evidence',
    zh: '允许被判为强证据的诚实索赔比例',
  },
  inconclusiveTarget: {
    en: 'share of honest claims that may be called inconclusive or more',
    zh: '允许被判为无法判断或以上的诚实索赔比例',
  },
  policyBase: { en: 'policy to start from (default: the shipped one)', zh: '起始策略（默认使用随附策略）' },
  policyAfter: {
    en: `
Each threshold is the lowest whose exact 95 % bound keeps the share. Too few claims for a share: the shipped threshold
stays, and the command says how many are needed. A column "source" (shop, series) tells whether the shares hold for
sources that did not set them.

Examples:
  claimlens batch honest.csv --out honest.jsonl
  claimlens policy honest.jsonl --out policy.json --id my-shop --review 0.02
  claimlens inspect claim.jpg --policy policy.json`,
    zh: `
每个阈值取其精确 95% 上界满足目标比例的最低值。索赔数量不足时保留随附阈值，并提示所需数量。
"source" 列（店铺、系列）用于检验该比例对其他来源是否成立。

示例：
  claimlens batch honest.csv --out honest.jsonl
  claimlens policy honest.jsonl --out policy.json --id my-shop --review 0.02
  claimlens inspect claim.jpg --policy policy.json`,
  },
  bench: {
    en: 'measure detection, calibration, robustness, speed and memory on labelled claims',
    zh: '在已标注的索赔上测量检出、校准、稳健性、速度与内存',
  },
  claimsFolder: {
    en: 'folder with claims.csv and the pictures; without it, claims are rendered',
    zh: '含 claims.csv 与图片的文件夹；省略时使用渲染生成的索赔',
  },
  benchOut: {
    en: 'folder for bench.html, bench.md and bench.json',
    zh: '输出 bench.html、bench.md、bench.json 的文件夹',
  },
  every: { en: 'measure every n-th claim only', zh: '仅测量每第 n 个索赔' },
  benchClaims: { en: 'number of claims to render', zh: '渲染的索赔数量' },
  seed: { en: 'seed of the rendered claims', zh: '渲染索赔的随机种子' },
  noSpeed: { en: 'leave speed and memory out', zh: '不测量速度与内存' },
  compare: { en: 'bench.json of an earlier run: show what moved', zh: '以往运行的 bench.json：显示变化' },
  benchAfter: {
    en: `
The folder holds claims.csv with the columns id, photo, label (pristine | forged) and, where known, reference (several:
a.jpg|b.jpg), mask, kind, generator, channel, source. Public benchmarks are brought into this form by bench-import.

Examples:
  claimlens bench
  claimlens bench my-claims --out results --jobs 2
  claimlens bench my-claims --every 4 --no-speed --compare results/bench.json`,
    zh: `
文件夹内含 claims.csv，列为 id、photo、label（pristine | forged），以及已知时的 reference（多个：a.jpg|b.jpg）、
mask、kind、generator、channel、source。公开数据集可用 bench-import 转换。

示例：
  claimlens bench
  claimlens bench my-claims --out results --jobs 2
  claimlens bench my-claims --every 4 --no-speed --compare results/bench.json`,
  },
  benchImport: {
    en: 'write claims.csv into a downloaded public benchmark',
    zh: '为已下载的公开数据集写入 claims.csv',
  },
  benchName: {
    en: 'casia, coverage, fraudbench, genimage or tgif',
    zh: 'casia、coverage、fraudbench、genimage 或 tgif',
  },
  benchFolder: { en: 'folder of the benchmark; no picture is touched', zh: '数据集文件夹；不会改动任何图片' },
  force: { en: 'overwrite a claims.csv that is there', zh: '覆盖已存在的 claims.csv' },
  benchImportAfter: {
    en: `
Examples:
  claimlens bench-import fraudbench FraudBench && claimlens bench FraudBench
  claimlens bench-import casia CASIA2 --force`,
    zh: `
示例：
  claimlens bench-import fraudbench FraudBench && claimlens bench FraudBench
  claimlens bench-import casia CASIA2 --force`,
  },
  doctor: {
    en: 'say what works on this machine and what to install',
    zh: '说明本机可用的功能及需要安装的组件',
  },
  doctorAfter: {
    en: `
Decodes pictures, opens the models and loads every optional package; opens no connection.
Ends with 0 when photos can be inspected, even if optional parts are missing; else with 4.

Examples:
  claimlens doctor
  claimlens doctor --json`,
    zh: `
实际解码图片、打开模型并加载每个可选包；不建立任何网络连接。
可以检查照片时退出码为 0（即使缺少可选组件），否则为 4。

示例：
  claimlens doctor
  claimlens doctor --json`,
  },
  completion: { en: 'print the completion script of a shell', zh: '输出命令行补全脚本' },
  shell: { en: 'bash, zsh or fish', zh: 'bash、zsh 或 fish' },
  completionAfter: {
    en: `
Examples:
  echo 'source <(claimlens completion bash)' >> ~/.bashrc
  echo 'source <(claimlens completion zsh)' >> ~/.zshrc
  claimlens completion fish > ~/.config/fish/completions/claimlens.fish`,
    zh: `
示例：
  echo 'source <(claimlens completion bash)' >> ~/.bashrc
  echo 'source <(claimlens completion zsh)' >> ~/.zshrc
  claimlens completion fish > ~/.config/fish/completions/claimlens.fish`,
  },
} as const satisfies Record<string, Bilingual>;
