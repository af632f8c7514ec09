import { Redis } from 'ioredis';
import pg from 'pg';

/** Looks into an engine from beside the queue. */
export interface EngineProbe {
  /** Bytes that it holds: all memory of a Redis, the tables and indices of the schema in PostgreSQL. */
  bytes(): Promise<number>;
  /** Deletes everything below the prefix, or the schema. */
  erase(): Promise<void>;
  close(): Promise<void>;
}

export async function openProbe(url: string, prefix: string): Promise<EngineProbe> {
  return url.startsWith('redis') ? probeRedis(url, prefix) : probePostgres(url, prefix);
}

function probeRedis(url: string, prefix: string): EngineProbe {
  const redis = new Redis(url);
  return {
    bytes: async () => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]),
    async erase() {
      for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 1000 }))
        if (keys.length > 0) await redis.unlink(...keys);
    },
    close: async () => redis.disconnect(),
  };
}

async function probePostgres(url: string, schema: string): Promise<EngineProbe> {
  const client = new pg.Client(url);
  await client.connect();
  return {
    async bytes() {
      const { rows } = await client.query(
        `select coalesce(sum(pg_total_relation_size(oid)), 0) as bytes from pg_class
         where relnamespace = to_regnamespace($1) and relkind = 'r'`,
        [schema],
      );
      return Number(rows[0].bytes);
    },
    erase: async () => void (await client.query(`drop schema if exists ${schema} cascade`)),
    close: () => client.end(),
  };
}
