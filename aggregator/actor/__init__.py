"""What all actors have in common: mailboxes, the guard, timers, work on the loop."""
