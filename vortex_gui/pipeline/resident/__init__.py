"""Everything that stays loaded between slots: models, buffers, device, memory."""
