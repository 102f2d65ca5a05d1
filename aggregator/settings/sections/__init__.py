"""One file for each section of the config file: its keys with what is right for them, and the rules between them."""
