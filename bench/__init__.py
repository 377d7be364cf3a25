"""`make bench`: the product at SCALE conversations, measured against its own floor and an admin."""
