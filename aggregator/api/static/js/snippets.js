// What people paste into a terminal or a program to use a model; pure. Names from outside are quoted, never trusted.

/** Calls by the type of the model: path and body. */
const CALLS = {
  embedding: ["embeddings", (name) => ({ model: name, input: "Hello" })],
  reranker: ["rerank", (name) => ({ model: name, query: "Hello", documents: ["Good day", "Good night"] })],
  tts: ["audio/speech", (name) => ({ model: name, input: "Hello", voice: "alloy" })],
  image: ["images/generations", (name) => ({ model: name, prompt: "A lighthouse at dawn" })],
};
const CHAT = ["chat/completions", (name) => ({ model: name, messages: [{ role: "user", content: "Hello" }] })];

/** A call with curl; the key comes from the environment. */
export function curlCall(row) {
  const key = '-H "Authorization: Bearer $API_KEY"';
  if (isSpeechToText(row)) {
    const name = shellQuoted(`model=${row.name}`);
    return `curl ${shellQuoted(`${row.base_url}/audio/transcriptions`)} \\\n  ${key} \\\n  -F file=@speech.wav -F ${name}`;
  }
  const [path, body] = callOf(row);
  const json = shellQuoted(literal(body(row.name)));
  const type = "-H 'Content-Type: application/json'";
  return `curl ${shellQuoted(`${row.base_url}/${path}`)} \\\n  ${key} \\\n  ${type} \\\n  -d ${json}`;
}

/** The same with the `openai` package for Python. */
export function openaiSnippet(row) {
  const name = literal(row.name);
  return [
    "import os",
    "from openai import OpenAI",
    "",
    "client = OpenAI(",
    `    base_url=${literal(row.base_url)},`,
    '    api_key=os.environ.get("API_KEY", "none"),',
    ")",
    ...pythonCall(row, name),
  ].join("\n");
}

function pythonCall(row, name) {
  if (isSpeechToText(row)) {
    return [
      'with open("speech.wav", "rb") as speech:',
      `    print(client.audio.transcriptions.create(model=${name}, file=speech).text)`,
    ];
  }
  switch (callOf(row)[0]) {
    case "embeddings":
      return [`answer = client.embeddings.create(model=${name}, input="Hello")`, "print(len(answer.data[0].embedding))"];
    case "rerank":
      return [
        `body = {"model": ${name}, "query": "Hello", "documents": ["Good day", "Good night"]}`,
        'print(client.post("/rerank", body=body, cast_to=object))',
      ];
    case "audio/speech":
      return [`client.audio.speech.create(model=${name}, voice="alloy", input="Hello").write_to_file("hello.mp3")`];
    case "images/generations":
      return [`answer = client.images.generate(model=${name}, prompt="A lighthouse at dawn")`, "print(answer.data[0])"];
    default:
      return [
        "answer = client.chat.completions.create(",
        `    model=${name},`,
        '    messages=[{"role": "user", "content": "Hello"}],',
        ")",
        "print(answer.choices[0].message.content)",
      ];
  }
}

function callOf(row) {
  const type = (row.details.types ?? []).find((each) => Object.hasOwn(CALLS, each));
  return type ? CALLS[type] : CHAT;
}

function isSpeechToText(row) {
  return (row.details.types ?? []).includes("asr");
}

const DECEPTIVE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** JSON, which Python reads as well; whatever could change the look of a line or end it is written as an escape. */
function literal(value) {
  return JSON.stringify(value).replace(DECEPTIVE, escaped);
}

function shellQuoted(text) {
  if (text.search(DECEPTIVE) < 0) return `'${text.replaceAll("'", "'\\''")}'`;
  const quoted = text.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
  return `$'${quoted.replace(DECEPTIVE, escaped)}'`;
}

function escaped(sign) {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
