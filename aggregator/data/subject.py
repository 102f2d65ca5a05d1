"""Subject: what a piece of knowledge is about, however many providers have it."""

import attrs


@attrs.frozen(order=True)
class Subject:
    """A model as the world knows it: the digest where a server tells one, and the name.

    Providers that list the same name (and the same digest, where known) share one subject, so they cost one question.
    """

    name: str
    digest: str = ""

    @classmethod
    def of(cls, listed_name: str, digest: str = "") -> "Subject":
        """What a listed model is about: names are compared without case, and without the tag that Ollama leaves out."""
        return cls(listed_name.casefold().removesuffix(":latest"), digest)
