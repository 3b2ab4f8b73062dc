"""What stays loaded between slots: models, buffers, device, memory."""
