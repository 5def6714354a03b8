/** Whether an element is displayed: inline styles, attributes, and the plain rules of style sheets (by tag, class, id). spec/ingest.md 4.5 */

/** Rules of style sheets that hide: each one simple selector. */
export class HiddenRules {
  readonly #selectors = new Set<string>();

  get size(): number {
    return this.#selectors.size;
  }

  /** Reads a style sheet. Only selectors of one tag, class or id count; combinations would need the tree. */
  add(css: string): void {
    const rule = /([^{}]{1,400})\{([^{}]{0,4000})\}/g;
    let read = 0;
    for (let hit = rule.exec(css); hit !== null && read < 5000; hit = rule.exec(css)) {
      read += 1;
      if (!isHidingStyle(hit[2] ?? '')) continue;
      for (const selector of (hit[1] ?? '').split(',')) {
        const simple = /^\s*([.#]?[\w-]{1,100})\s*$/.exec(selector)?.[1];
        if (simple !== undefined) this.#selectors.add(simple.toLowerCase());
      }
    }
  }

  hides(tag: string, classes: string | undefined, id: string | undefined): boolean {
    if (this.#selectors.size === 0) return false;
    if (this.#selectors.has(tag)) return true;
    if (id !== undefined && this.#selectors.has(`#${id.toLowerCase()}`)) return true;
    return classes !== undefined && classes.split(/\s+/, 50).some((name) => this.#selectors.has(`.${name.toLowerCase()}`));
  }
}

/** Strings that a style sheet displays: `content: "…"`. */
export function contentStrings(css: string): string[] {
  return [...css.slice(0, 1_000_000).matchAll(/content\s{0,5}:\s{0,5}(?:"([^"\n]{1,2000})"|'([^'\n]{1,2000})')/gi)]
    .map((hit) => hit[1] ?? hit[2] ?? '')
    .filter((text) => /[\p{L}\p{N}]/u.test(text));
}

export function isHidingStyle(style: string): boolean {
  if (style.length === 0) return false;
  const css = style.slice(0, 4000).toLowerCase();
  if (/(?:^|[;\s])display\s*:\s*none/.test(css) || /visibility\s*:\s*(?:hidden|collapse)/.test(css)) return true;
  if (/(?:^|[;\s])opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)/.test(css) || /mso-hide\s*:\s*all/.test(css)) return true;
  if (/font-size\s*:\s*(?:0|1px|0?\.\d+(?:px|pt|em))(?:px|pt|em|%)?\s*(?:;|!|$)/.test(css)) return true;
  if (/(?:left|top|text-indent|margin-left|margin-top)\s*:\s*-\d{4,}/.test(css)) return true;
  if (/max-height\s*:\s*0(?:px)?\s*(?:;|!|$)/.test(css) && /overflow\s*:\s*hidden/.test(css)) return true;
  return sameColours(css);
}

/** Letters in the colour of their ground. Only where both are said at one place. */
function sameColours(css: string): boolean {
  const ink = colour(/(?:^|[;\s])color\s*:\s*([^;!]{1,40})/.exec(css)?.[1]);
  const ground = colour(/background(?:-color)?\s*:\s*([^;!]{1,40})/.exec(css)?.[1]);
  return ink !== undefined && ink === ground;
}

function colour(text: string | undefined): string | undefined {
  const value = text?.trim();
  if (value === undefined || value === '' || value === 'transparent' || value === 'inherit') return undefined;
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(value);
  if (short !== null) return `#${short[1]}${short[1]}${short[2]}${short[2]}${short[3]}${short[3]}`;
  if (value === 'white') return '#ffffff';
  return value === 'black' ? '#000000' : value.replace(/\s+/g, '');
}
