// How well every word on a page stands out from its ground, from what the browser computed and not from the style sheet.

/** Words whose contrast is below `least`: text, its ratio and both colours, each pair of colours once. */
export const poor = (page, least = 4.5) => page.evaluate(measure, least);

const measure = (least) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  // The browser itself turns any notation of a colour into numbers.
  const rgba = (colour) => {
    if (!known.has(colour)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      known.set(colour, [r, g, b, a / 255]);
    }
    return known.get(colour);
  };
  const over = ([r, g, b, a], ground) => [r, g, b].map((c, at) => c * a + ground[at] * (1 - a));
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const grounds = new Map();
  const ground = (element) => {
    if (!element) return dark ? [18, 18, 18] : [255, 255, 255];
    if (!grounds.has(element)) {
      const own = rgba(getComputedStyle(element).backgroundColor);
      grounds.set(element, own[3] === 1 ? own.slice(0, 3) : over(own, ground(element.parentElement)));
    }
    return grounds.get(element);
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const bad = new Map();
  let seen = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim();
    if (!text || ["SCRIPT", "STYLE"].includes(element.tagName)) continue;
    if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
    seen += 1;
    const behind = ground(element);
    const ink = over(rgba(getComputedStyle(element).color), behind);
    const [x, y] = [light(ink), light(behind)].sort((p, q) => q - p);
    const ratio = (x + 0.05) / (y + 0.05);
    if (ratio < least) bad.set(`${ink} ${behind}`, `${ratio.toFixed(2)}: ${text.slice(0, 40)} (${ink} on ${behind})`);
  }
  // A page that shows nothing has no poor words either.
  return seen < 20 ? [`only ${seen} words are seen`] : [...bad.values()];
};
