import { readFileSync, readdirSync, existsSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { readDct } from '../src/bytes/jpeg-dct/dct.js';
import { decodeSamples } from '../src/forensics/jpeg/luma.js';
import { calibrateDensities } from '../src/forensics/jpeg/coefficient-histograms.js';
import { fitPrimarySteps, FREQUENCIES } from '../src/forensics/jpeg/double-quantization.js';
import { scaledTable } from '../src/maths/jpeg-quality.js';
export { sharp, readFileSync, readdirSync, existsSync, writeFileSync };
/** uncompressed-like content: downscaled by >=2, cropped */
export async function pristine(path: string, w=1024, h=768) {
  const img = sharp(readFileSync(path), {failOn:'none'});
  const {data,info} = await img.resize(w,h,{fit:'cover',kernel:'lanczos3'}).toColourspace('srgb').removeAlpha().raw().toBuffer({resolveWithObject:true});
  return {data,width:info.width,height:info.height};
}
export async function jpeg(r:any, quality:number, opt:any={}) { return sharp(r.data,{raw:{width:r.width,height:r.height,channels:3}}).jpeg({quality,...opt}).toBuffer(); }
export async function raw(b:Buffer){const {data,info}=await sharp(b).raw().toBuffer({resolveWithObject:true}); return {data,width:info.width,height:info.height};}
export function fit(bytes: Uint8Array) {
  const r = readDct(bytes); if (r.status!=='decoded') throw new Error(r.status);
  const c = r.components[0]; const steps=c.quantization!;
  const s = decodeSamples(c, steps);
  const dens = calibrateDensities(s, FREQUENCIES);
  return {fits: fitPrimarySteps(c, steps, dens), c, steps, blocks:c.blocksWide*c.blocksHigh};
}
