import type { Block, Container, StructureNote } from './container.js';
import type { PhotoFormat } from './format.js';

/** Real files hold some dozen blocks; a file with more than this was made to cost time. */
const MAX_BLOCKS = 2_000;
const MAX_NOTES = 200;

/** Gathers what a walker finds, in file order and within bounds. */
export interface Collector {
  /** Adds a block; empty ones and those past the bound are left out. */
  add(block: Block): void;
  note(code: StructureNote['code'], where: string, detail?: string): void;
  /** True when no further block is taken: walkers stop. */
  full(): boolean;
  finish(): Container;
}

export function createCollector(format: PhotoFormat): Collector {
  const blocks: Block[] = [];
  const notes: StructureNote[] = [];
  const full = () => blocks.length >= MAX_BLOCKS;
  return {
    add(block) {
      if (!full() && block.data.length > 0) blocks.push(block);
    },
    note(code, where, detail) {
      if (notes.length < MAX_NOTES)
        notes.push(detail === undefined ? { code, where } : { code, where, detail });
    },
    full,
    finish: () => ({ format, blocks, notes }),
  };
}
