"""What runs, with which parameters, when it is stale, and what happened."""
