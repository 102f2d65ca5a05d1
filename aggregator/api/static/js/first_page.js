// The first rows of a view: those that were asked for before this script came, or else asked for now.

import { ApiError, get } from "./api.js";
import { learnTime } from "./clock.js";
import { sortingOf } from "./columns.js";
import { FIRST_ROWS, early } from "./first_rows.js";
import { FIRST_VIEW, filterParameters } from "./view.js";

let waiting = early;

/** {body, seq, isFiltered} with the first rows of a view, sorted and filtered by the service. */
export async function firstPage(view) {
  const asked = waiting;
  waiting = null;
  const answer = await asked;
  if (!answer) return ask(view);
  learnTime(answer.date);
  return answer;
}

async function ask(view) {
  try {
    return { ...(await get(`/api/models?${parametersOf(view)}`)), isFiltered: filterParameters(view).size > 0 };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 400) throw error;
    // a filter in the URL that the service does not know is no reason to show nothing
    return { ...(await get(`/api/models?limit=${FIRST_ROWS}`)), isFiltered: false };
  }
}

function parametersOf(view) {
  const parameters = filterParameters(view);
  const { column, descending } = sortingOf(view.sort);
  const sort = (descending ? "-" : "") + column.sort;
  if (sort !== FIRST_VIEW.sort) parameters.set("sort", sort);
  parameters.set("limit", FIRST_ROWS);
  return parameters;
}
