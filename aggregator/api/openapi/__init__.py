"""The API described in OpenAPI's words: one file a resource, read by its routes; document.py puts them together."""
