"""A Ray cluster that is measured: nodes simulated on one machine, killed and frozen while slots run there."""
