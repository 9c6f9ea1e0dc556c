"""The pages: layout, one service call a handler, nothing else."""
