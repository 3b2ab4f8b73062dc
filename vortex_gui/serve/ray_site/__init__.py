"""A Ray cluster behind one agent: a worker on each of its GPUs, heard through the agent of that node."""
