// Reads Server-Sent Events out of pieces of text, however they are cut; pure.

/** `push` takes the next piece and gives the events that it completes: {id, type, data}. */
export class EventReader {
  #rest = "";
  #id = "";
  #type = "";
  #data = [];

  push(piece) {
    const lines = (this.#rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    return lines.flatMap((line) => this.#line(line));
  }

  #line(line) {
    if (line === "") return this.#complete();
    if (line.startsWith(":")) return [];
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "id") this.#id = value;
    else if (field === "event") this.#type = value;
    else if (field === "data") this.#data.push(value);
    return [];
  }

  #complete() {
    const event = { id: this.#id, type: this.#type || "message", data: this.#data.join("\n") };
    const filled = this.#data.length > 0;
    this.#type = "";
    this.#data = [];
    return filled ? [event] : [];
  }
}
