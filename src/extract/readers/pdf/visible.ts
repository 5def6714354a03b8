/** What can be seen of a page: pictures and drawings, and which text cannot be seen. spec/ingest.md 5.1. */
import type { PdfEngine } from './engine.ts';
import type { Box, HiddenTest } from './words.ts';

export interface PageSight {
  readonly pageArea: number;
  readonly pictures: number;
  /** Share of the page under pictures, at most 1. */
  readonly pictureArea: number;
  readonly paths: number;
  readonly isHidden: HiddenTest;
}

interface Patch extends Box {
  readonly isPicture: boolean;
  readonly isDark: boolean;
}

/** Objects of a page looked at one by one; the counts of a page with more are of its first ones. */
const OBJECTS_MAX = 50_000;
/** Patches compared with white text; more are not backgrounds. */
const PATCHES_MAX = 2_000;
const FORM_DEPTH_MAX = 6;
/** FPDF_PAGEOBJ_PATH, _IMAGE, _SHADING, _FORM of fpdf_edit.h. */
const OBJECT = { path: 2, image: 3, shading: 4, form: 5 } as const;
/** FPDF_TEXTRENDERMODE_INVISIBLE and _CLIP of fpdf_edit.h, [ISO 32000-1] 9.3.6. */
const MODE = { invisible: 3, clip: 7 } as const;
/** Smaller text cannot be read on paper or screen. spec/ingest.md 5.1. */
const VISIBLE_SIZE_MIN = 1;
const WHITE_MIN = 250;

export function lookAtPage(engine: PdfEngine, page: number, textPage: number): PageSight {
  const scratch = engine.alloc(64);
  const crop = pageBox(engine, page, scratch);
  const patches: Patch[] = [];
  const tally = { objects: 0, pictures: 0, paths: 0 };
  try {
    const count = engine.api.FPDFPage_CountObjects(page);
    for (let index = 0; index < count && tally.objects < OBJECTS_MAX; index += 1) {
      lookAtObject(engine, engine.api.FPDFPage_GetObject(page, index), { scratch, patches, tally, depth: 0 });
    }
  } finally {
    engine.free(scratch);
  }
  const pageArea = Math.max((crop.right - crop.left) * (crop.top - crop.bottom), 1);
  let pictureArea = 0;
  for (const patch of patches) if (patch.isPicture) pictureArea += overlap(patch, crop);
  return {
    pageArea,
    pictures: tally.pictures,
    pictureArea: Math.min(pictureArea / pageArea, 1),
    paths: tally.paths,
    isHidden: hiddenTest(engine, textPage, crop, patches),
  };
}

interface Look {
  readonly scratch: number;
  readonly patches: Patch[];
  readonly tally: { objects: number; pictures: number; paths: number };
  readonly depth: number;
}

function lookAtObject(engine: PdfEngine, object: number, look: Look): void {
  const { api } = engine;
  look.tally.objects += 1;
  const kind = api.FPDFPageObj_GetType(object);
  if (kind === OBJECT.form && look.depth < FORM_DEPTH_MAX) {
    const count = api.FPDFFormObj_CountObjects(object);
    for (let index = 0; index < count && look.tally.objects < OBJECTS_MAX; index += 1) {
      lookAtObject(engine, api.FPDFFormObj_GetObject(object, index), { ...look, depth: look.depth + 1 });
    }
    return;
  }
  const isPicture = kind === OBJECT.image;
  if (isPicture) look.tally.pictures += 1;
  else if (kind === OBJECT.path) look.tally.paths += 1;
  else if (kind !== OBJECT.shading) return;
  const s = look.scratch;
  if (look.patches.length >= PATCHES_MAX || !api.FPDFPageObj_GetBounds(object, s, s + 4, s + 8, s + 12)) return;
  const [left, bottom, right, top] = [engine.f32(s), engine.f32(s + 4), engine.f32(s + 8), engine.f32(s + 12)];
  const isDark = kind !== OBJECT.path || isDarkFill(engine, object, s + 16);
  look.patches.push({ left, bottom, right, top, isPicture, isDark });
}

function isDarkFill(engine: PdfEngine, object: number, at: number): boolean {
  if (!engine.api.FPDFPageObj_GetFillColor(object, at, at + 4, at + 8, at + 12)) return false;
  return !(engine.u32(at) >= WHITE_MIN && engine.u32(at + 4) >= WHITE_MIN && engine.u32(at + 8) >= WHITE_MIN) && engine.u32(at + 12) > 0;
}

function pageBox(engine: PdfEngine, page: number, at: number): Box {
  const { api } = engine;
  if (api.FPDFPage_GetCropBox(page, at, at + 4, at + 8, at + 12) || api.FPDFPage_GetMediaBox(page, at, at + 4, at + 8, at + 12)) {
    const [left, bottom, right, top] = [engine.f32(at), engine.f32(at + 4), engine.f32(at + 8), engine.f32(at + 12)];
    if (right > left && top > bottom) return { left, bottom, right, top };
  }
  // The boxes may be inherited from the page tree: the size then is right and the corner nearly always 0.
  return { left: 0, bottom: 0, right: api.FPDF_GetPageWidthF(page), top: api.FPDF_GetPageHeightF(page) };
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.top, b.top) - Math.max(a.bottom, b.bottom);
  return width > 0 && height > 0 ? width * height : 0;
}

/** Invisible by its mode (unless it lies on a picture: then it is the text layer of a scan), white on white, tiny, or off the page. */
function hiddenTest(engine: PdfEngine, textPage: number, crop: Box, patches: readonly Patch[]): HiddenTest {
  const { api } = engine;
  return (object, box, size) => {
    if (size < VISIBLE_SIZE_MIN || overlap(grown(box), crop) === 0) return true;
    if (object === 0) return false;
    const onPatch = (wanted: (patch: Patch) => boolean): boolean =>
      patches.some((patch) => wanted(patch) && overlap(grown(box), patch) > 0);
    const mode = api.FPDFTextObj_GetTextRenderMode(object);
    if (mode === MODE.invisible || mode === MODE.clip) return !onPatch((patch) => patch.isPicture);
    if (mode === 0 && isWhiteText(engine, object)) return !onPatch((patch) => patch.isDark);
    return false;
  };
}

function isWhiteText(engine: PdfEngine, object: number): boolean {
  const at = engine.alloc(16);
  try {
    if (!engine.api.FPDFPageObj_GetFillColor(object, at, at + 4, at + 8, at + 12)) return false;
    return engine.u32(at) >= WHITE_MIN && engine.u32(at + 4) >= WHITE_MIN && engine.u32(at + 8) >= WHITE_MIN;
  } finally {
    engine.free(at);
  }
}

/** Thin letters have boxes without area. */
function grown(box: Box): Box {
  return { left: box.left - 0.1, bottom: box.bottom - 0.1, right: box.right + 0.1, top: box.top + 0.1 };
}
