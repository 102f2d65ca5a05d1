"""NaiveLane: the lane as plain lists, slow and obvious; what the real one is compared with."""


class NaiveLane:
    def __init__(self, batch_size, concurrency):
        self.batch_size = batch_size
        self.concurrency = concurrency
        self.groups = []  # lists of topics that go before all others
        self.line = []  # the others that wait, in the order of adding
        self.batches = {}
        self.dropped = []
        self.again = []
        self.delayed = {}  # topic: due
        self.parked = []
        self.attempts = {}  # of those that failed alone or were answered
        self.failed_alone = []
        self.until = 0.0
        self.failures = 0
        self.answers = 0
        self.suspects = {}  # topic: how many answers there had been

    # ── what can be seen

    def waiting(self):
        return [topic for group in self.groups for topic in group] + self.line

    def in_flight(self):
        return [topic for batch in self.batches.values() for topic in batch]

    def has(self, topic):
        return topic in [*self.waiting(), *self.in_flight(), *self.delayed, *self.parked]

    def can_take(self, now):
        most = 1 if self.failures else self.concurrency
        return bool(self.waiting()) and len(self.batches) < most and now >= self.until

    # ── what comes in

    def add(self, topic):
        if topic in self.dropped:
            self.dropped.remove(topic)
        if not self.has(topic):
            self.line.append(topic)
            self.forget_history(topic)

    def ask_again(self, topic):
        if topic in self.in_flight():
            if topic in self.dropped:
                self.dropped.remove(topic)
            if topic not in self.again:
                self.again.append(topic)
        else:
            self.take_out(topic)
            self.groups.insert(0, [topic])
        if topic not in self.failed_alone:
            self.forget_history(topic)
        self.suspects.pop(topic, None)
        self.until = 0.0

    def remove(self, topic):
        self.take_out(topic)
        self.forget_history(topic)
        self.suspects.pop(topic, None)
        if topic in self.again:
            self.again.remove(topic)
        if topic in self.in_flight() and topic not in self.dropped:
            self.dropped.append(topic)

    def wake(self, now):
        for topic in sorted(self.delayed, key=self.delayed.get):
            if self.delayed[topic] <= now:
                del self.delayed[topic]
                self.line.append(topic)

    # ── what goes out, and how it ended

    def take(self, number):
        if self.groups:
            batch = self.groups.pop(0)
        else:
            batch, self.line = self.line[: self.batch_size], self.line[self.batch_size :]
        self.batches[number] = batch
        return tuple(batch)

    def answered(self, number, topics):
        batch = self.batches[number]
        done = [topic for topic in batch if topic in topics]
        if not done:
            return self.failed(number)
        self.until, self.failures = 0.0, 0
        self.answers += 1
        for topic in done:
            self.suspects.pop(topic, None)
            if topic not in self.dropped:
                self.attempts[topic] = self.attempts.get(topic, 0) + 1
                self.failed_alone = [other for other in self.failed_alone if other != topic]
        self.land(number, [[topic for topic in batch if topic not in topics or topic in self.again]])
        return None

    def failed(self, number):
        """The topic that is to blame, if there is one."""
        self.until, self.failures = 0.0, 0
        batch = self.batches[number]
        alive = [topic for topic in batch if topic not in self.dropped]
        if len(batch) == 1 and alive and batch[0] not in self.again:
            self.land(number, [])
            self.attempts[batch[0]] = self.attempts.get(batch[0], 0) + 1
            self.failed_alone.append(batch[0])
            return batch[0]
        half = (len(alive) + 1) // 2
        self.land(number, [alive[:half], alive[half:]])
        return None

    def unavailable(self, number, now, retry_after):
        """The topic that is to blame, if there is one: alone it found nobody twice, with answers to others between."""
        batch = self.batches[number]
        if len(batch) == 1 and self.suspects.get(batch[0], self.answers) < self.answers:
            return self.failed(number)
        if now >= self.until:
            self.until = now + max(min(2.0**self.failures, 60.0), retry_after or 0.0)
            self.failures += 1
        if retry_after is not None or self.failures < 3:
            self.land(number, [batch])
        elif len(batch) > 1:
            half = (len(batch) + 1) // 2
            self.land(number, [batch[:half], batch[half:]])
        else:
            is_wanted = batch[0] not in self.dropped
            self.land(number, [])
            if is_wanted:
                self.suspects[batch[0]] = self.answers
                self.line.append(batch[0])
        return None

    def land(self, number, groups):
        batch = self.batches.pop(number)
        alive = [[topic for topic in group if topic not in self.dropped] for group in groups]
        self.groups = [group for group in alive if group] + self.groups
        self.dropped = [topic for topic in self.dropped if topic not in batch]
        self.again = [topic for topic in self.again if topic not in batch]

    # ── inside

    def take_out(self, topic):
        """Of every place but from flight."""
        groups = [[other for other in group if other != topic] for group in self.groups]
        self.groups = [group for group in groups if group]
        self.line = [other for other in self.line if other != topic]
        self.parked = [other for other in self.parked if other != topic]
        self.delayed.pop(topic, None)

    def forget_history(self, topic):
        self.attempts.pop(topic, None)
        self.failed_alone = [other for other in self.failed_alone if other != topic]
