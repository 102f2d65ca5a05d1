// Reads the list: one small page of what the view shows first, then all of it in larger pages.

import { ApiError, get } from "./api.js";
import { sortingOf } from "./columns.js";
import { FIRST_VIEW, filterParameters } from "./view.js";

const FIRST_ROWS = 60;
const ROWS_A_PAGE = 1000;
const TRIES = 3;

/** The first rows of a view, sorted and filtered by the service; {seq, all}: `all` tells that there are no more. */
export async function loadFirst(catalogue, view) {
  catalogue.begin();
  const plain = filterParameters(view).size === 0;
  const { body, seq } = await get(`/api/models?${firstParameters(view)}`).catch((error) => {
    if (error instanceof ApiError && error.status === 400) return get(`/api/models?limit=${FIRST_ROWS}`);
    throw error; // a filter in the URL that the service does not know is no reason to show nothing
  });
  catalogue.addPage(body.models, seq, body.total);
  const all = plain && !body.next;
  if (all) catalogue.end();
  return { seq, all };
}

/** Every page of the list; `onPage(seq)` after each. A list that can't be read on from here is begun again. */
export async function loadAll(catalogue, onPage) {
  for (let tries = 1; ; tries += 1) {
    try {
      await loadPages(catalogue, onPage);
      return;
    } catch (error) {
      if (tries === TRIES || !(error instanceof ApiError) || error.status >= 500) throw error;
    }
  }
}

async function loadPages(catalogue, onPage) {
  catalogue.begin();
  let cursor = "";
  do {
    const { body, seq } = await get(`/api/models?limit=${ROWS_A_PAGE}${cursor}`);
    catalogue.addPage(body.models, seq, body.total);
    cursor = body.next ? `&cursor=${encodeURIComponent(body.next)}` : "";
    if (!cursor) catalogue.end();
    onPage(seq);
  } while (cursor);
}

function firstParameters(view) {
  const parameters = filterParameters(view);
  const { column, descending } = sortingOf(view.sort);
  if (view.sort !== FIRST_VIEW.sort) parameters.set("sort", (descending ? "-" : "") + column.sort);
  parameters.set("limit", FIRST_ROWS);
  return parameters;
}
