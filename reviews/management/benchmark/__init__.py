"""What `benchmark_main` measures; each figure in its own file."""
