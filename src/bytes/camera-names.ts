/** Words that makers add to their name in some models and leave out in others. */
const COMPANY_WORDS =
  /\b(corporation|company|imaging|optical|electric|electronics|techwin|tech|co|corp|ltd|inc|llc)\b\.?/g;

/**
 * A maker's name in one spelling: `NIKON CORPORATION` and `Nikon` are one, so are `OLYMPUS IMAGING CORP.` and
 * `OLYMPUS OPTICAL CO.,LTD`.
 *
 * @param make EXIF Make
 * @returns lower case, company words and punctuation removed
 */
export function cameraMaker(make: string): string {
  const plain = make
    .toLowerCase()
    .replace(COMPANY_WORDS, ' ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return plain.replace(/^eastman kodak$/, 'kodak').replace(/^seiko epson$/, 'epson');
}

/**
 * A model's name in one spelling, without the maker in front (`Canon EOS 5D` of Canon is `eos 5d`).
 *
 * @param make EXIF Make
 * @param model EXIF Model
 */
export function cameraModel(make: string, model: string): string {
  const maker = cameraMaker(make);
  const plain = model
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return plain.startsWith(`${maker} `) ? plain.slice(maker.length + 1) : plain;
}
