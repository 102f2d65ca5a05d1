"""The kinds of LLM servers, one file each: recognise it, list it, read its facts."""
