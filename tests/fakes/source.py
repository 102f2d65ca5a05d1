"""FakeSource: a research source that answers what a test says."""

from collections import Counter

from aggregator.research.sources.source import Scope
from tests.factories import detail


def says_its_name(source, question):
    return detail(source.name, family=f"{source.name}-{question.name}")


class FakeSource:
    """`answer` makes the detail for one question, None leaves it out; `error` is raised while it is set."""

    def __init__(self, name="name", scope=Scope.SUBJECT, batch_size=15, concurrency=1, answer=says_its_name):
        self.name = name
        self.scope = scope
        self.batch_size = batch_size
        self.concurrency = concurrency
        self.answer = answer
        self.error = None
        self.batches = []
        self.asked = Counter()

    async def research(self, batch):
        self.batches.append(batch)
        self.asked.update(question.topic for question in batch.questions)
        if self.error is not None:
            raise self.error
        answers = {question.topic: self.answer(self, question) for question in batch.questions}
        return {topic: found for topic, found in answers.items() if found is not None}
