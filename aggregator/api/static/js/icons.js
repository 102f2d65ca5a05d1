// The icons of the page: strokes on a grid of 24 by 24.

import { svg } from "./dom.js";

const PATHS = {
  tools: "M14.5 6.5a4 4 0 0 1 5-1l-2.7 2.7 1.9 1.9 2.8-2.7a4 4 0 0 1-5.6 4.9L8.4 20a2.1 2.1 0 0 1-3-3l7.6-7.6a4 4 0 0 1 1.5-2.9z",
  vision: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z",
  audio: "M4 10v4M8 6.5v11M12 3.5v17M16 7.5v9M20 10.5v3",
  reasoning: "M9 18.5h6M10 21.5h4M12 2.5a6.5 6.5 0 0 0-4 11.6c.8.7 1 1.3 1 2.4h6c0-1.1.2-1.7 1-2.4a6.5 6.5 0 0 0-4-11.6z",
  structured_output: "M8.5 4H8a2.5 2.5 0 0 0-2.5 2.5v3L3.5 12l2 2.5v3A2.5 2.5 0 0 0 8 20h.5M15.5 4h.5a2.5 2.5 0 0 1 2.5 2.5v3l2 2.5-2 2.5v3A2.5 2.5 0 0 1 16 20h-.5",
  completion: "M3.5 7h11M3.5 12h7M3.5 17h9M18 6.5v11M15.8 4.5c1.3 0 2.2.7 2.2 2 0-1.3.9-2 2.2-2M15.8 19.5c1.3 0 2.2-.7 2.2-2 0 1.3.9 2 2.2 2",
  insert: "M3.5 6h17M3.5 18h17M3.5 12h5M15.5 12h5M12 9v6M9.8 12h4.4",
  loaded: "M7 7h10v10H7zM10 3.5V7M14 3.5V7M10 17v3.5M14 17v3.5M3.5 10H7M3.5 14H7M17 10h3.5M17 14h3.5",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.3 15.3 20.5 20.5",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  check: "M4.5 12.5 10 18 19.5 6.5",
  close: "M6 6l12 12M18 6 6 18",
  refresh: "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4v5h-5",
  chevron: "M6.5 9.5 12 15l5.5-5.5",
  ascending: "M12 19V6M6.5 11.5 12 6l5.5 5.5",
  descending: "M12 5v13M6.5 12.5 12 18l5.5-5.5",
  filter: "M4 6h16M7 12h10M10 18h4",
  alert: "M12 4 21 19.5H3zM12 10v4.5M12 17v.2",
  research: "M12 3.5l1.900 5.100 5.100 1.900-5.100 1.900L12 17.5l-1.900-5.100L5 10.5l5.100-1.900zM18.5 16v5M16 18.5h5",
};

/** One icon; it says nothing to a screen reader, so a text has to stand beside it. */
export function icon(name) {
  const shape = svg("path", { d: PATHS[name] });
  return svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }, shape);
}
