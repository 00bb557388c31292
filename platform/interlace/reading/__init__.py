"""What a caller sees of a register: both doors read from here, and from nowhere else."""
