import type { ExifFacts } from '../../../src/bytes/exif.js';

const NO_DATE = { date: null, offset: null, subSeconds: null };

/** EXIF that is there and says nothing; tests put in what they need. */
export function emptyExif(): ExifFacts {
  return {
    make: null,
    model: null,
    lensModel: null,
    software: null,
    processingSoftware: null,
    hostComputer: null,
    artist: null,
    copyright: null,
    imageDescription: null,
    documentName: null,
    userComment: null,
    windowsTexts: {},
    original: NO_DATE,
    digitized: NO_DATE,
    modified: NO_DATE,
    orientation: null,
    imageWidth: null,
    imageHeight: null,
    pixelXDimension: null,
    pixelYDimension: null,
    exposureTime: null,
    fNumber: null,
    iso: null,
    focalLength: null,
    thumbnail: null,
    makerNote: null,
    gpsPresent: false,
    blocks: [],
  };
}
