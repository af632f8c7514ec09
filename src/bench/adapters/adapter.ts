/** One line of claims.csv; paths relative to the folder, with forward slashes. */
export interface ImportedClaim {
  readonly photo: string;
  readonly reference?: string;
  readonly mask?: string;
  readonly label: 'pristine' | 'forged';
  readonly kind: string;
  readonly generator?: string;
  readonly source: string;
}

/** How the files of a public benchmark become claims. */
export interface Adapter {
  readonly name: string;
  /** What the folder has to look like, for help texts and errors. */
  readonly layout: string;
  /** Where the layout is described. */
  readonly see: string;
  /**
   * @param files every file and folder below the folder, relative, with forward slashes, sorted
   * @returns claims in the order of the files; files that are none are left out
   */
  convert(files: readonly string[]): ImportedClaim[];
}

const PICTURE = /\.(jpe?g|png|webp|tiff?|bmp|avif|heic)$/i;

export function isPicture(path: string): boolean {
  return PICTURE.test(path);
}
