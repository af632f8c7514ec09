// The only file that imports sharp.
export { default as sharp, type Metadata, type SharpOptions } from 'sharp';
