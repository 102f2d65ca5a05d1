"""What Prometheus reads: the state that the actors tell at the moment of the scrape, and what was counted since."""
