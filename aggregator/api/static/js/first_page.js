// Asks for the first rows of the view in the URL, as early as can be: while the other scripts are still on their way.

import { ApiError, get } from "./api.js";
import { sortingOf } from "./columns.js";
import { FIRST_VIEW, filterParameters, viewFrom } from "./view.js";

const FIRST_ROWS = 60;

let early = ask(viewFrom(location.search));
early.catch(() => {}); // whoever takes the answer is told

/** {body, seq} with the first rows of a view, sorted and filtered by the service. */
export function firstPage(view) {
  const answer = early ?? ask(view);
  early = null;
  return answer;
}

function ask(view) {
  return get(`/api/models?${parametersOf(view)}`).catch((error) => {
    if (error instanceof ApiError && error.status === 400) return get(`/api/models?limit=${FIRST_ROWS}`);
    throw error; // a filter in the URL that the service does not know is no reason to show nothing
  });
}

function parametersOf(view) {
  const parameters = filterParameters(view);
  const { column, descending } = sortingOf(view.sort);
  const sort = (descending ? "-" : "") + column.sort;
  if (sort !== FIRST_VIEW.sort) parameters.set("sort", sort);
  parameters.set("limit", FIRST_ROWS);
  return parameters;
}
