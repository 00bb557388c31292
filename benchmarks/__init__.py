"""What the product costs, as ratios side by side in one run; `make bench` runs it."""
