"""Where a query runs: the local store, or a child process that can be ended."""
