"""A slot's report and its checks, written by the pipeline and read by everybody else."""
