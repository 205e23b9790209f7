"""The running program: memory, threads, imports."""
