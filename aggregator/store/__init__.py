"""What was learnt stays learnt: knowledge is kept away from the actors that use it."""
