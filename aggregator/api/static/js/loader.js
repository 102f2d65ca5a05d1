// Reads the list: one small page of what the view shows first, then all of it in larger pages.

import { ApiError, get } from "./api.js";
import { firstPage } from "./first_page.js";

const ROWS_A_PAGE = 1000;
const TRIES = 3;

/** The first rows of a view; {seq, all}: the change they stand at, and whether there are no more. */
export async function loadFirst(catalogue, view) {
  catalogue.begin();
  const { body, seq, isFiltered } = await firstPage(view);
  catalogue.addPage(body.models, seq, body.total);
  const all = !isFiltered && !body.next;
  if (all) catalogue.end();
  return { seq, all };
}

/**
 * Every page of the list; `onPage(seq)` after each, for as long as `isWanted()`. A list that can't be read on from here
 * is begun again.
 */
export async function loadAll(catalogue, onPage, isWanted) {
  for (let tries = 1; ; tries += 1) {
    try {
      await loadPages(catalogue, onPage, isWanted);
      return;
    } catch (error) {
      if (tries === TRIES || !(error instanceof ApiError) || error.status >= 500) throw error;
    }
  }
}

async function loadPages(catalogue, onPage, isWanted) {
  catalogue.begin();
  let cursor = "";
  do {
    const { body, seq } = await get(`/api/models?limit=${ROWS_A_PAGE}${cursor}`);
    if (!isWanted()) return; // two readings at once would take each other's rows for gone
    catalogue.addPage(body.models, seq, body.total);
    cursor = body.next ? `&cursor=${encodeURIComponent(body.next)}` : "";
    if (!cursor) catalogue.end();
    onPage(seq);
  } while (cursor);
}
