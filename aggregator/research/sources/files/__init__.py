"""Model files on this machine, for providers whose `files:` names the folder.

models_folder opens nothing but plain files inside that folder; gguf_header (with gguf_stream and gguf_types) reads
the beginning of a GGUF file, gguf_facts what it says, known_headers keeps it; ollama_store, hub_cache and gguf_tree
(with folder_scan, gguf_keys and gguf_set) know the three ways in which programs lay out such folders; shelf asks all
three, and files_source holds it together.
"""

from aggregator.research.sources.files.files_source import FilesSource

__all__ = ["FilesSource"]
