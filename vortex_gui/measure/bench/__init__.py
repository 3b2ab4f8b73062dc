"""Speed and memory of the product, measured in processes of their own."""
