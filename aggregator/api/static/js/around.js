// Adds to the first rows of the list what is around it.

import { first, list, places, store } from "./main.js";
import { Surroundings } from "./surroundings.js";

new Surroundings(places, store, list).start(first);
