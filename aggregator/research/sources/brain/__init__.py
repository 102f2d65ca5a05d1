"""The brain: an LLM behind an OpenAI-compatible server that is asked what it knows about a batch of models.

One idea a file, in the order of a call: prompt and answer_schema say what is asked, dialect and ladder how this server
wants to be asked, chat_reply and refusal read its HTTP answer, thoughts and json_in_text find the JSON in the text,
entries and findings decide what of it is believed, ledger keeps the books, and brain_source holds it together.
"""

from aggregator.research.sources.brain.brain_source import BrainSource
from aggregator.research.sources.brain.kept_ledger import KeptLedger
from aggregator.research.sources.brain.ledger import BrainCall, BrainCounts, BrainLedger, CallEnd

__all__ = ["BrainCall", "BrainCounts", "BrainLedger", "BrainSource", "CallEnd", "KeptLedger"]
