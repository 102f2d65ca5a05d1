// The words of the API as people read them.

export const TYPES = {
  llm: "LLM",
  vlm: "Vision LLM",
  embedding: "Embedding",
  reranker: "Reranker",
  asr: "Speech to text",
  tts: "Text to speech",
  diarization: "Diarization",
  classifier: "Classifier",
  image: "Image",
  video: "Video",
  music: "Music",
};

export const CAPABILITIES = {
  tools: "Tools",
  vision: "Vision",
  audio: "Audio",
  reasoning: "Reasoning",
  structured_output: "Structured output",
  completion: "Completion",
  insert: "Fill in the middle",
};

export const MODEL_STATES = { available: "Available", unreachable: "Unreachable" };

export const PROVIDER_STATES = {
  unknown: "Not tried yet",
  ok: "OK",
  degraded: "Degraded",
  unreachable: "Unreachable",
  auth_error: "Key refused",
  rate_limited: "Rate limited",
  bad_answer: "Bad answer",
};

export const RESEARCH_STATES = {
  queued: "Waiting for research",
  loading: "Being researched",
  done: "Researched",
  parked: "Research gave up",
};

/** The word for people, or the word itself where there is none yet. */
export function wordFor(words, key) {
  return Object.hasOwn(words, key) ? words[key] : key;
}
