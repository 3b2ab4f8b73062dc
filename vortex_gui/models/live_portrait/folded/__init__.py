"""The networks folded for inference: constant weights, norms folded in, W and G in one call."""
